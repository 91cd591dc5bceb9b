/** Texts that try to run, load or break something: each marks `globalThis.ran` if it succeeds. */
const RUN = 'globalThis.ran = 1';

export const hostileNodes: readonly string[] = [
  `# Plain\n\n<script>${RUN}</script>\n\n<img src=x onerror="${RUN}">\n\n<svg onload="${RUN}"></svg>\n`,
  `# <img src=x onerror=${RUN}>\n*<script>${RUN}</script>*\n\nText.\n\n## Stardust\n\n<script>${RUN}</script>, "onmouseover="${RUN}\n`,
  `# Links\n\n[a](javascript:${RUN}) [b](data:text/html,<script>${RUN}</script>) <a href="jav&#x09;ascript:${RUN}">c</a> [d](vbscript:x)\n`,
  `# Frames\n\n<iframe src="https://elsewhere.example/"></iframe><object data="x"></object><embed src="x"><form action="https://elsewhere.example"><input name=a><button>go</button></form>\n`,
  `# Pictures\n\n![far](https://elsewhere.example/a.png) [![near](https://elsewhere.example/b.png)](https://elsewhere.example/) ![](https://elsewhere.example/c.png)\n\n<picture><source srcset="https://elsewhere.example/d.png"><img src="https://elsewhere.example/e.png" srcset="https://elsewhere.example/f.png 2x" alt="d"></picture>\n`,
  `# Styles\n\n<style>body { display: none; background: url(https://elsewhere.example/x) }</style><p style="position:fixed;background:url(https://elsewhere.example/y)">here</p>\n\n<link rel="stylesheet" href="https://elsewhere.example/z.css"><meta http-equiv="refresh" content="0;url=https://elsewhere.example/">\n`,
  `# Ids\n\n## page.main\n\n## Page main\n\n<h2 id="page.main">again</h2>\n\n<div id="page.search">x</div>\n`,
  `# Headings\n\n###### Deep\n\n# Top\n\n#### Four\n\n##\n\n### ![](x.png)\n\n<h4></h4>\n`,
  `# Tables\n\n| | a |\n|---|---|\n| 1 | |\n\n${'| a very wide column of a table '.repeat(12)}|\n${'|---'.repeat(12)}|\n${'| x '.repeat(12)}|\n\n<table><tr><th scope="nowhere">a</th></tr></table>\n`,
  `# Lists\n\n<li>alone</li><dd>alone</dd><dt>alone</dt><summary>alone</summary>\n\n<ul><li>one<li>two</ul>\n\n<details><p>folded</p></details>\n`,
  `# Languages\n\n<p lang="xx-nonsense-1">a</p><p lang="he" dir="rtl">שלום</p><p dir="sideways">b</p>\n`,
  `---\nlang: he\n---\n# גאות ושפל\n\nהים עולה פעמיים ביום.\n\n\`\`\`js\n${RUN}\n\`\`\`\n`,
  `---\nlang: "en\\" onload=\\"${RUN}"\ncontent_note: "<script>${RUN}</script>"\n---\n# Noted\n\nBehind a note.\n\n## One\n\n## Two\n\n## Three\n`,
  `# Code\n\n\`\`\`"><script>${RUN}</script>\ntext\n\`\`\`\n\n\`\`\`mermaid\ngraph LR; A["<img src=x onerror=${RUN}>"]-->B\n\`\`\`\n\n    ${'long '.repeat(80)}\n`,
  `# Empty links\n\n[](https://elsewhere.example/) [ ](#here) <a href="https://elsewhere.example/"></a>\n\n> [!NOTE]\n> quoted\n`,
  `# Cross\n\n## 🏮 Footer\n\n> 📡 Cross-references:\n>\n> - [<script>${RUN}</script>](./node%200.md) — "why" <b onclick="${RUN}">b</b>\n> - [Gone](./none.md) — nowhere\n> - [Plain](./node%200.md)\n`,
];
