/**
 * Small worlds: seeded generators of few ids, small quantities and awkward texts.
 *
 * A small world makes things meet: with three ids, every run of thirty commits has conflicts.
 *
 * @module
 */

/**
 * Draws from one seed; the same seed draws the same.
 *
 * @example
 * ```ts
 * import { Worlds } from "entrepot/testing"
 *
 * const draw = (seed: number) => {
 *   const world = Worlds.make(seed)
 *   return [world.id(), world.quantity(), world.text()]
 * }
 * console.log(String(draw(5)) === String(draw(5)))
 * ```
 * ```text
 * true
 * ```
 */
export interface World {
  readonly seed: number
  /** An integer from `least` to `most`, both included. */
  readonly integer: (least: number, most: number) => number
  /** True or false, equally often. */
  readonly boolean: () => boolean
  /** One of the items, which must not be empty. */
  readonly pick: <A>(items: readonly [A, ...ReadonlyArray<A>]) => A
  /** All items, in another order. */
  readonly shuffle: <A>(items: ReadonlyArray<A>) => ReadonlyArray<A>
  /** As many draws as asked for. */
  readonly times: <A>(count: number, draw: (i: number) => A) => ReadonlyArray<A>
  /** One of {@link ids}. */
  readonly id: () => string
  /** A small whole number of units, from 1 to 4. */
  readonly quantity: () => number
  /** Up to four of {@link letters}, perhaps none. */
  readonly text: () => string
}

/** The three ids of a small world; the second is a property of every plain object. */
export const ids = ["mug", "toString", "皿"] as const

/**
 * Letters that tell orders and alphabets apart.
 *
 * U+FF5E and an emoji stand one way round by UTF-16 and the other by bytes; a database with a
 * language's collation takes `a` and `A`, or `é` written in two ways, for neighbours or equals.
 */
export const letters: readonly [string, ...ReadonlyArray<string>] = [
  "a",
  "A",
  "b",
  "Z",
  "9",
  " ",
  "_",
  "-",
  "%",
  "'",
  '"',
  "\\",
  "\u0001",
  "\u007f",
  "é",
  "e\u0301",
  "ß",
  "皿",
  "\ufffd",
  "～",
  "📦",
  "\u{10ffff}",
]

/** Makes a world from a seed, of which the lower 32 bits count. */
export const make = (seed: number): World => {
  const next = mulberry32(seed)
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  const pick = <A>(items: readonly [A, ...ReadonlyArray<A>]): A =>
    items[integer(0, items.length - 1)] ?? items[0]
  return {
    seed,
    integer,
    boolean: () => next() < 0.5,
    pick,
    shuffle: (items) =>
      items
        .map((item) => ({ item, place: next() }))
        .toSorted((left, right) => left.place - right.place)
        .map(({ item }) => item),
    times,
    id: () => pick(ids),
    quantity: () => integer(1, 4),
    text: () => times(integer(0, 4), () => pick(letters)).join(""),
  }
}

const times = <A>(count: number, draw: (i: number) => A): ReadonlyArray<A> =>
  Array.from({ length: count }, (_, i) => draw(i))

// Mulberry32 by Tommy Ettinger, 2017, public domain (CC0):
// https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
const mulberry32 = (seed: number) => {
  let state = seed | 0
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
