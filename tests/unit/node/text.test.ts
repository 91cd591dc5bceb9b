import { describe, expect, test } from 'vitest';
import { decodeText } from '../../../src/node/text.ts';

const codes = (bytes: Uint8Array) => decodeText(bytes).warnings.map(({ code }) => code);
const bytes = (text: string) => Buffer.from(text, 'utf8');
/** UTF-8 text as it looks once it was read in another code page and saved as UTF-8 again. */
const misread = (text: string, page: string) => bytes(new TextDecoder(page).decode(bytes(text)));

describe('decoding', () => {
  test('plain UTF-8 stays as it is, without a warning', () => {
    expect(decodeText(bytes('# 🌱 Garden\n\ttea & thé\n'))).toEqual({
      text: '# 🌱 Garden\n\ttea & thé\n',
      warnings: [],
    });
  });

  test('reads a view into a larger buffer', () => {
    expect(decodeText(bytes('xx# Gärten').subarray(2)).text).toBe('# Gärten');
  });

  test('drops a byte order mark', () => {
    expect(decodeText(bytes('\uFEFF# Garden')).text).toBe('# Garden');
    expect(codes(bytes('\uFEFF# Garden'))).toEqual(['byte-order-mark']);
  });

  test('reads every line end as LF', () => {
    const { text, warnings } = decodeText(bytes('one\ntwo\r\nthree\rfour\r\n'));
    expect(text).toBe('one\ntwo\nthree\nfour\n');
    expect(warnings).toMatchObject([{ code: 'line-ends', line: 2 }]);
  });

  test('leaves control characters out and says where', () => {
    const { text, warnings } = decodeText(bytes('one\ntw\0o\u001b\fthree\u0085four\u009f\uFFFF'));
    expect(text).toBe('one\ntwo three four');
    expect(warnings).toMatchObject([
      { code: 'control-characters', line: 2, message: expect.stringContaining('U+0000') },
    ]);
  });

  test('reads windows-1252 and names the command', () => {
    const { text, warnings } = decodeText(Buffer.from('# Bread\nA caf\xe9 \x96 \x93warm\x94', 'latin1'));
    expect(text).toBe('# Bread\nA café – “warm”');
    expect(warnings).toMatchObject([
      { code: 'not-utf-8', line: 2, mend: expect.stringContaining('iconv -f WINDOWS-1252 -t UTF-8') },
    ]);
  });

  test('one bad byte does not cost the emoji of the file', () => {
    const { text, warnings } = decodeText(
      Buffer.concat([bytes('# 🌱 Tea\n🍞 caf'), Buffer.from([0xe9]), bytes(' 🍞\n')]),
    );
    expect(text).toBe('# 🌱 Tea\n🍞 café 🍞\n');
    expect(warnings).toMatchObject([{ code: 'not-utf-8', line: 2, mend: expect.stringContaining('retype') }]);
  });

  test.each(['utf16le', 'utf16be'] as const)('reads %s with a byte order mark', (encoding) => {
    const little = Buffer.from('\uFEFF# 🌱 Thé', 'utf16le');
    const file = encoding === 'utf16le' ? little : Buffer.from(little).swap16();
    expect(decodeText(file).text).toBe('# 🌱 Thé');
    expect(codes(file)).toEqual(['not-utf-8']);
  });

  test('no lone surrogate survives', () => {
    const cesu = Buffer.from([0x61, 0xed, 0xa0, 0x80, 0x62]);
    expect(decodeText(cesu).text.isWellFormed()).toBe(true);
    expect(decodeText(Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x62, 0x00])).text.isWellFormed()).toBe(true);
  });

  test('an empty file is empty text', () => {
    expect(decodeText(new Uint8Array())).toEqual({ text: '', warnings: [] });
  });
});

describe('mojibake', () => {
  test.each([
    ['windows-1252', 'A garden — “green” 🌱'],
    ['windows-1252', 'Le café du jardin, près de la fenêtre'],
    ['windows-1252', 'Сад у воды'],
    ['windows-1252', 'גן ליד הים'],
    ['windows-1254', '🌱 Garden'],
    ['windows-1250', 'A garden — green 🌱'],
    ['windows-1251', 'Сад у воды'],
    ['windows-1251', 'A garden — green'],
    ['macintosh', 'A garden — green'],
    ['koi8-r', 'A garden — green'],
    ['ibm866', 'A garden — green'],
    ['windows-1257', 'A garden — green'],
  ])('%s: %s', (page, text) => {
    const [warning] = decodeText(misread(`# Title\n${text}`, page)).warnings;
    expect(warning).toMatchObject({ code: 'mojibake', line: 2, message: expect.stringContaining(page) });
  });

  test('gives the exact command where nothing was lost', () => {
    const [warning] = decodeText(misread('Tea — and bread', 'windows-1252')).warnings;
    expect(warning?.mend).toContain('iconv -f UTF-8 -t WINDOWS-1252 FILE > MENDED');
    expect(warning?.mend).not.toContain('retype');
  });

  test('says what to retype where bytes were lost', () => {
    const damaged = new TextDecoder('windows-1254').decode(bytes('One\nTwo 🐝 three')).replace(/[\x80-\x9f]/g, '');
    const [warning] = decodeText(bytes(damaged)).warnings;
    expect(warning?.mend).toContain('iconv -f UTF-8 -t WINDOWS-1254 FILE > MENDED');
    expect(warning?.mend).toContain('first on line 2');
  });

  test('a file damaged in part is no case for iconv', () => {
    const [warning] = decodeText(
      bytes(`# 🌱 Garden\n${new TextDecoder('windows-1252').decode(bytes('tea — bread'))}`),
    ).warnings;
    expect(warning).toMatchObject({ code: 'mojibake', line: 2, mend: expect.stringContaining('earlier commit') });
    expect(warning?.mend).not.toContain('iconv');
  });

  test.each([
    'Dağda ağaç, “yağmur” ve çay; İstanbul’da ılık Ğ ve Ş',
    'Été à la mer : « thé », crème brûlée, CAFÉ”, « é », voilà…',
    'Der Spaß“ und „Äpfel“, „Ö“, GRUß– ÄÖÜ»',
    'AMANHÃ” — IRMÃ… NÃO, são, maçã',
    'Россия: „Остров“, Рівне, Сім’я, “сад”…',
    'Ελληνικά «κήπος» – θάλασσα, β€ και Γ°',
    'תֹהוּ וָבֹהוּ — “גן” ה–ים',
    'x ∈ ℝ, √π ≈ 1.77, Σ Γ° ≤ β·γ, 2⁸ × ½ ± ε, ⟨a|b⟩, Å, °C, µm, ¿?',
    'Åland, Ångström, Ærø, Øresund, “Å”',
    'Việt Nam: đường, “â”, Ă',
    '🧑‍🌾 🏴󠁧󠁢󠁷󠁬󠁳󠁿 🇫🇷 ☔️ 1️⃣ ㊙ — fine',
    '日本語「庭」、中文“花园”。한국어',
    'Such text looks like `ğŸ«€` or `â€”` in an editor.',
    'São Tomé, Łódź, Škoda, Ünver, naïve, Ða, Þór',
  ])('sound text is left in peace: %s', (text) => {
    expect(codes(bytes(text))).toEqual([]);
  });
});
