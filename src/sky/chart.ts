/** Where the clusters of a sky and their stars stand. */
import { type Force, forceLink, forceSimulation, forceX, forceY, type SimulationNodeDatum } from 'd3-force';
import type { Cluster, MapStar } from './clusters.ts';
import type { Point } from './layout.ts';

export interface Chart {
  width: number;
  height: number;
  clusters: (Cluster & Point & { radius: number; name: Name })[];
  /** Of each star, by its `rid`. */
  points: Map<number, Point>;
  /** Pairs of clusters by index, with the links between their nodes; only the strongest. */
  roads: { a: number; b: number; links: number }[];
}

/** Of a name above its cluster: half its width and its height. */
export interface Name {
  text: string;
  size: number;
}

/** Around a cluster and its name. */
const RIM = 9;
const TICKS = 200;
/** Lines between clusters that can still be told apart. */
const ROADS = 60;
/** Each next star a golden angle further: an even disc of any size (Vogel 1979). */
const GOLDEN = Math.PI * (3 - Math.sqrt(5));
/** Share of its size that a letter is wide, about. */
const LETTER = 0.56;

/** A cluster with its name above it, as a box: half its width and height. */
interface Body extends SimulationNodeDatum {
  wide: number;
  high: number;
}

export function chartOf(
  clusters: readonly Cluster[],
  lines: readonly { from: number; to: number }[],
  /** How much room a star takes, and how the cluster is named. */
  { room, name }: { room(star: MapStar): number; name(cluster: Cluster, radius: number): Name },
): Chart {
  const roads = roadsOf(clusters, lines);
  const discs = clusters.map(({ stars }) => disc(stars, room));
  const names = clusters.map((cluster, at) => name(cluster, discs[at]!.radius));
  const bodies = clusters.map((_, at) => bodyOf(at, discs[at]!.radius, names[at]!));
  const links = roads.map(({ a, b, links: count }) => ({ source: a, target: b, strength: Math.min(0.2, count / 400) }));
  const strongest = forceLink<Body, (typeof links)[number]>(links)
    .distance(({ source, target }) => reach(source) + reach(target))
    .strength(({ strength }) => strength);
  forceSimulation(bodies)
    .force('roads', strongest)
    .force('x', forceX<Body>(0).strength(0.04))
    .force('y', forceY<Body>(0).strength(0.1))
    .force('apart', apart(bodies))
    .stop()
    .tick(TICKS);
  const left = Math.min(...bodies.map(({ x, wide }) => x! - wide));
  const top = Math.min(...bodies.map(({ y, high }) => y! - high));
  const width = Math.ceil(Math.max(...bodies.map(({ x, wide }) => x! + wide)) - left);
  const height = Math.ceil(Math.max(...bodies.map(({ y, high }) => y! + high)) - top);
  const placed = clusters.map((cluster, at) => {
    const { x, y } = bodies[at]!;
    const { radius } = discs[at]!;
    return { ...cluster, radius, name: names[at]!, x: round(x! - left), y: round(y! - top + names[at]!.size / 2) };
  });
  const points = new Map(
    placed.flatMap(({ stars, x, y }, at) =>
      stars.map(({ rid }, index) => {
        const star = discs[at]!.stars[index]!;
        return [rid, { x: round(x + star.x), y: round(y + star.y) }] as const;
      }),
    ),
  );
  return { width, height, clusters: placed, points, roads };
}

const reach = (end: unknown) => (end as Body).high;

/** The first star in the middle, the others around it, each with the room it takes. */
function disc(stars: readonly MapStar[], room: (star: MapStar) => number): { radius: number; stars: Point[] } {
  let area = 0;
  const points = stars.map((star, index) => {
    const own = room(star) ** 2;
    const far = Math.sqrt(area + own / 2);
    area += own;
    const angle = index * GOLDEN;
    return stars.length === 1 ? { x: 0, y: 0 } : { x: far * Math.cos(angle), y: far * Math.sin(angle) };
  });
  return { radius: Math.sqrt(area) + 6, stars: points };
}

/** To begin with on a spiral, the largest in the middle. */
function bodyOf(at: number, radius: number, { text, size }: Name): Body {
  const far = 60 * Math.sqrt(at);
  return {
    wide: Math.max(radius, ([...text].length * size * LETTER) / 2) + RIM,
    high: radius + size / 2 + RIM,
    x: 1.6 * far * Math.cos(at * GOLDEN),
    y: far * Math.sin(at * GOLDEN),
  };
}

/** No cluster touches another or its name. */
function apart(bodies: Body[]): Force<Body, undefined> {
  return () => {
    for (let one = 0; one < bodies.length; one++)
      for (let two = one + 1; two < bodies.length; two++) part(bodies[one]!, bodies[two]!);
  };
}

/** Along the side on which they overlap less; the larger one moves less. */
function part(a: Body, b: Body): void {
  const [dx, dy] = [b.x! - a.x!, b.y! - a.y!];
  const overX = a.wide + b.wide - Math.abs(dx);
  const overY = a.high + b.high - Math.abs(dy);
  if (overX <= 0 || overY <= 0) return;
  const share = a.high / (a.high + b.high);
  if (overX < overY) {
    const push = overX * (dx < 0 ? -0.5 : 0.5);
    a.x! -= push * (1 - share);
    b.x! += push * share;
  } else {
    const push = overY * (dy < 0 ? -0.5 : 0.5);
    a.y! -= push * (1 - share);
    b.y! += push * share;
  }
}

function roadsOf(clusters: readonly Cluster[], lines: readonly { from: number; to: number }[]): Chart['roads'] {
  const home = new Map(clusters.flatMap(({ stars }, at) => stars.map(({ rid }) => [rid, at] as const)));
  const counts = new Map<string, Chart['roads'][number]>();
  for (const { from, to } of lines) {
    const [one, two] = [home.get(from), home.get(to)];
    if (one === undefined || two === undefined || one === two) continue;
    const [a, b] = [Math.min(one, two), Math.max(one, two)];
    const road = counts.get(`${a}-${b}`);
    if (road) road.links++;
    else counts.set(`${a}-${b}`, { a, b, links: 1 });
  }
  return [...counts.values()].sort((x, y) => y.links - x.links || x.a - y.a || x.b - y.b).slice(0, ROADS);
}

function round(value: number): number {
  return Math.round(value * 2) / 2;
}
