/** Where the stars of a neighbourhood stand. The same data gives the same places on every machine. */
import { type Force, forceLink, forceRadial, forceSimulation, type SimulationNodeDatum } from 'd3-force';
import type { Neighbourhood } from './neighbourhood.ts';

export interface Point {
  x: number;
  y: number;
}

interface Body extends SimulationNodeDatum {
  away: number;
}

/** Picture units; the picture is 960 × 504 of them, as wide to high as link previews are. */
export const WIDTH = 960;
export const HEIGHT = 504;
/** Room for an emoji and its name at the rim. */
const MARGIN = { x: 74, y: 46 };
const MIDDLE = { x: WIDTH / 2, y: HEIGHT / 2 - 8 };
/** From the middle. */
const REACH = { x: WIDTH / 2 - MARGIN.x, y: HEIGHT / 2 - MARGIN.y };

const RADIUS = [0, 150, 270] as const;
const TICKS = 105;
/** In the first and the last of them, and in every so many, each is compared with each, and pushed so many times as hard: as good a picture for less work. */
const STRIDE = 4;
/** Between two stars: so wide are 24 pixels on a screen of 320, which is what a finger needs (WCAG 2.2, 2.5.8). */
export const APART = 72;
/** Rounds of moving stars apart; nearly always fewer do. */
const ROUNDS = 60;
/** Names stand below the stars: they need more room beside each other than above. */
const FLAT = 0.58;

/** A place for each star, in their order, within the picture. */
export function layOut({ stars, lines }: Neighbourhood): Point[] {
  const bodies = placed(stars, lines);
  // Drawn here rather than by d3's own forces: for so few bodies, comparing each with each is far quicker than a tree.
  const simulation = forceSimulation(bodies)
    .force('lines', forceLink(lines.map(([source, target]) => ({ source, target }))).distance(95))
    .force('rings', forceRadial<Body>(({ away }) => RADIUS[away as 0 | 1 | 2]).strength(0.35))
    .force('apart', apart(bodies))
    .stop();
  bodies[0]!.fx = 0;
  bodies[0]!.fy = 0;
  simulation.tick(TICKS);
  return fitted(bodies);
}

/** On rings: first neighbours all around, further ones behind the neighbour they are seen by. */
function placed(stars: Neighbourhood['stars'], lines: Neighbourhood['lines']): Body[] {
  const ones = stars.filter(({ away }) => away === 1).length;
  const turn = turnOf(stars[0]!.id);
  const angles: number[] = [];
  const behind = new Map<number, number>();
  return stars.map(({ away }, at) => {
    if (away === 1) angles[at] = turn + (2 * Math.PI * at) / Math.max(1, ones);
    if (away === 2) {
      const parent = lines.find(([a, b]) => b === at && stars[a]!.away === 1)?.[0] ?? 0;
      const count = behind.get(parent) ?? 0;
      behind.set(parent, count + 1);
      angles[at] = (angles[parent] ?? 0) + 0.22 * Math.ceil(count / 2) * (count % 2 ? 1 : -1);
    }
    const angle = angles[at] ?? 0;
    return { away, x: RADIUS[away] * Math.cos(angle), y: RADIUS[away] * Math.sin(angle) };
  });
}

/** Each neighbourhood is turned its own way. */
function turnOf(id: string): number {
  let sum = 7;
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) % 6283;
  return sum / 1000;
}

/** Plain numbers: on the bodies themselves it takes twice as long. */
function apart(bodies: Body[]): Force<Body, undefined> {
  const count = bodies.length;
  const [x, y, vx, vy] = Array.from({ length: 4 }, () => new Float64Array(count)) as Four;
  let tick = 0;
  return (warmth) => {
    if (tick++ % STRIDE !== 0) return;
    const alpha = warmth * STRIDE;
    for (let at = 0; at < count; at++) {
      const body = bodies[at]!;
      x[at] = body.x! * FLAT;
      y[at] = body.y!;
    }
    vx.fill(0);
    vy.fill(0);
    for (let one = 0; one < count; one++) {
      for (let two = one + 1; two < count; two++) {
        const dx = x[two]! - x[one]!;
        const dy = y[two]! - y[one]!;
        const force = (alpha * 2600) / Math.max(60, dx * dx + dy * dy);
        vx[one]! -= dx * force * 0.5;
        vy[one]! -= dy * force * 0.35;
        vx[two]! += dx * force * 0.5;
        vy[two]! += dy * force * 0.35;
      }
    }
    for (let at = 0; at < count; at++) {
      bodies[at]!.vx! += vx[at]!;
      bodies[at]!.vy! += vy[at]!;
    }
  };
}

type Four = [Float64Array, Float64Array, Float64Array, Float64Array];

/** Into the picture, filling it: sideways as far as it goes, but a few stars are not torn apart. */
function fitted(bodies: Body[]): Point[] {
  const most = (of: (body: Body) => number) => Math.max(1, ...bodies.map((body) => Math.abs(of(body))));
  const scaleX = Math.min(1.9, REACH.x / most(({ x }) => x!));
  const scaleY = Math.min(1.3, REACH.y / most(({ y }) => y!));
  const x = Float64Array.from(bodies, (body) => MIDDLE.x + body.x! * scaleX);
  const y = Float64Array.from(bodies, (body) => MIDDLE.y + body.y! * scaleY);
  spread(x, y);
  return bodies.map((_, at) => ({ x: Math.round(x[at]!), y: Math.round(y[at]!) }));
}

/** No two closer than `APART`, none beyond its reach; the first one stays where it is. */
function spread(x: Float64Array, y: Float64Array): void {
  // Rounding moves two of them by less than 1.5 towards each other.
  const least = APART + 1.5;
  for (let round = 0, moved = true; moved && round < ROUNDS; round++) {
    moved = false;
    for (let one = 0; one < x.length; one++) {
      for (let two = one + 1; two < x.length; two++) {
        const dx = x[two]! - x[one]! || 1;
        const dy = y[two]! - y[one]!;
        const square = dx * dx + dy * dy;
        if (square >= least * least) continue;
        moved = true;
        const far = Math.sqrt(square);
        // A little more than is missing: so it takes fewer rounds.
        const push = (least + 1 - far) / far;
        const share = one === 0 ? 0 : push / 2;
        x[one]! -= dx * share;
        y[one]! -= dy * share;
        x[two]! += dx * (push - share);
        y[two]! += dy * (push - share);
      }
    }
    for (let at = 0; at < x.length; at++) {
      x[at] = MIDDLE.x + within(x[at]! - MIDDLE.x, REACH.x);
      y[at] = MIDDLE.y + within(y[at]! - MIDDLE.y, REACH.y);
    }
  }
}

function within(value: number, reach: number): number {
  return Math.min(Math.max(value, -reach), reach);
}
