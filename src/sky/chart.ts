/** Where the clusters of a sky and their stars stand. */
import { forceLink, forceSimulation, forceX, forceY, type SimulationNodeDatum } from 'd3-force';
import type { Cluster, MapStar } from './clusters.ts';
import { type Disc, discOf, GOLDEN, type Room } from './disc.ts';
import type { Point } from './layout.ts';

export interface Chart {
  width: number;
  height: number;
  /** Picture units that a pixel is, on a page of the usual width. */
  units: number;
  clusters: (Cluster & Point & { radius: number; name: Name })[];
  /** Of each star, by its `rid`. */
  points: Map<number, Point>;
}

/** Between two clusters, by their indexes: how many links lead from nodes of one to nodes of the other. */
export interface Road {
  a: number;
  b: number;
  links: number;
}

/** Of a name above its cluster. */
export interface Name {
  text: string;
  /** Name of the picture before it. */
  picture?: string;
  /** Of its letters. */
  size: number;
  /** With its picture. */
  width: number;
}

/** How much room a star takes, and how a cluster is named. */
export interface Measures {
  room(star: MapStar): Room;
  name(cluster: Cluster, radius: number): Name;
}

/** Pixels that the map has on a page of the usual width. */
const PAGE = { width: 1020, height: 800 };
/**
 * How the clusters stand to begin with, so many times as wide as high, and how readily they give way sideways. How well
 * they come to fit cannot be foreseen: the way is taken whose map fits a page best.
 */
const WAYS = [1.2, 1.6, 2].flatMap((flat) => [1, 1.2].map((lean) => ({ flat, lean })));
type Way = (typeof WAYS)[number];
/** Around a cluster and its name. */
const RIM = 9;
const TICKS = 200;
/** Rounds of moving clusters apart in the end, and what counts as apart: they get ever nearer to it. */
const ROUNDS = 400;
const TOUCH = 0.5;
/** Lines between clusters that can still be told apart. */
const ROADS = 60;

/** A cluster with its name above it, as a box: half its width and height. */
interface Body extends SimulationNodeDatum {
  wide: number;
  high: number;
  /** How much higher the middle of the box is than that of the disc. */
  above: number;
}

export function chartOf(clusters: readonly Cluster[], roads: readonly Road[], { room, name }: Measures): Chart {
  const discs = clusters.map(({ stars }) => discOf(stars.map(room)));
  const names = clusters.map((cluster, at) => name(cluster, discs[at]!.radius));
  const ways = WAYS.map((way) => settled(discs, names, roads, way));
  const { bodies, left, top, width, height, units } = ways.reduce((best, one) =>
    one.spread < best.spread ? one : best,
  );
  const placed = clusters.map((cluster, at) => {
    const { x, y, above } = bodies[at]!;
    const { radius } = discs[at]!;
    return { ...cluster, radius, name: names[at]!, x: round(x! - left), y: round(y! - top + above) };
  });
  const points = new Map(
    placed.flatMap(({ stars, x, y }, at) =>
      stars.map(({ rid }, index) => {
        const star = discs[at]!.stars[index]!;
        return [rid, { x: round(x + star.x), y: round(y + star.y) }] as const;
      }),
    ),
  );
  return { width, height, units, clusters: placed, points };
}

/** Those that are joined near each other, none on another. */
function settled(discs: readonly Disc[], names: readonly Name[], roads: readonly Road[], { flat, lean }: Way) {
  const bodies = discs.map((disc, at) => bodyOf(at, disc, names[at]!, flat));
  const links = roads.map(({ a, b, links: count }) => ({ source: a, target: b, strength: Math.min(0.2, count / 400) }));
  const reach = (end: unknown) => (end as Body).high;
  const strongest = forceLink<Body, (typeof links)[number]>(links)
    .distance(({ source, target }) => reach(source) + reach(target))
    .strength(({ strength }) => strength);
  forceSimulation(bodies)
    .force('roads', strongest)
    .force('x', forceX<Body>(0).strength(0.04))
    .force('y', forceY<Body>(0).strength(0.14))
    .force('apart', () => separate(bodies, lean))
    .stop()
    .tick(TICKS);
  for (let round = 0; round < ROUNDS && separate(bodies, lean); round++);
  return { bodies, ...framed(bodies) };
}

/** To begin with on a spiral, the largest in the middle. */
function bodyOf(at: number, { radius, wide, down }: Disc, { size, width }: Name, flat: number): Body {
  const far = 60 * Math.sqrt(at);
  const up = radius + size;
  return {
    wide: Math.max(wide, width / 2) + RIM,
    high: (up + down) / 2 + RIM,
    above: (up - down) / 2,
    x: flat * far * Math.cos(at * GOLDEN),
    y: far * Math.sin(at * GOLDEN),
  };
}

function framed(bodies: readonly Body[]) {
  const left = Math.min(...bodies.map(({ x, wide }) => x! - wide));
  const top = Math.min(...bodies.map(({ y, high }) => y! - high));
  const width = Math.ceil(Math.max(...bodies.map(({ x, wide }) => x! + wide)) - left);
  const height = Math.ceil(Math.max(...bodies.map(({ y, high }) => y! + high)) - top);
  const [across, down] = [width / PAGE.width, height / PAGE.height];
  return { left, top, width, height, units: Math.max(across, down), spread: Math.hypot(across, down) };
}

/** No cluster touches another or its name: whether any did. */
function separate(bodies: readonly Body[], lean: number): boolean {
  let moved = false;
  for (let one = 0; one < bodies.length; one++)
    for (let two = one + 1; two < bodies.length; two++) moved = part(bodies[one]!, bodies[two]!, lean) || moved;
  return moved;
}

/** Along the side on which they overlap less; the larger one moves less. */
function part(a: Body, b: Body, lean: number): boolean {
  const [dx, dy] = [b.x! - a.x!, b.y! - a.y!];
  const overX = a.wide + b.wide - Math.abs(dx);
  const overY = a.high + b.high - Math.abs(dy);
  if (overX <= TOUCH || overY <= TOUCH) return false;
  const share = a.high / (a.high + b.high);
  if (overX < overY * lean) {
    const push = overX * (dx < 0 ? -0.5 : 0.5);
    a.x! -= push * (1 - share);
    b.x! += push * share;
  } else {
    const push = overY * (dy < 0 ? -0.5 : 0.5);
    a.y! -= push * (1 - share);
    b.y! += push * share;
  }
  return true;
}

/** The strongest first, and only those that can be told apart. */
export function roadsOf(clusters: readonly Cluster[], lines: readonly { from: number; to: number }[]): Road[] {
  const home = new Map(clusters.flatMap(({ stars }, at) => stars.map(({ rid }) => [rid, at] as const)));
  const roads = new Map<number, Road>();
  for (const { from, to } of lines) {
    const [one, two] = [home.get(from), home.get(to)];
    if (one === undefined || two === undefined || one === two) continue;
    const [a, b] = [Math.min(one, two), Math.max(one, two)];
    const pair = a * clusters.length + b;
    const road = roads.get(pair);
    if (road) road.links++;
    else roads.set(pair, { a, b, links: 1 });
  }
  return [...roads.values()].sort((x, y) => y.links - x.links || x.a - y.a || x.b - y.b).slice(0, ROADS);
}

function round(value: number): number {
  return Math.round(value * 2) / 2;
}
