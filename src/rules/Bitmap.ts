/**
 * The bitmap of clauses: for each cell of each axis the set of the clauses that it does not exclude.
 *
 * @module
 */
import * as Digest from "../kernel/Digest.ts"
import type { Accept } from "./Accept.ts"
import * as Axis from "./Axis.ts"
import { type Aspect, type Clause, nameOf } from "./Clause.ts"
import type { Condition } from "./Condition.ts"
import type { Test } from "./Interpreter.ts"
import * as Truth from "./Truth.ts"

/** An axis, and where its sets begin in the bitmap. */
export interface Column {
  readonly axis: Axis.Axis
  /** The set of the clauses that do not ask of the axis; the sets of the cells follow it. */
  readonly free: number
}

/** Sets of clauses as bits, one after the other; the first one is the set of all. */
export interface Bitmap {
  /** The words of a set. */
  readonly words: number
  readonly bits: Uint32Array
  readonly columns: ReadonlyArray<Column>
  /** What has to be asked beside the cells, by clause: positions of tests. */
  readonly rests: ReadonlyArray<ReadonlyArray<number> | undefined>
  /** Equal conditions have one test. */
  readonly tests: ReadonlyArray<Test>
}

/** What clauses ask of an aspect, by the position of the clause. */
interface Asking {
  readonly aspect: Aspect
  readonly accepts: ReadonlyMap<number, Accept>
}

/** The most words of bits for one axis (64 MiB); of a larger one the candidates are asked. */
const mostWords = 2 ** 24

/** The bitmap of clauses; `read` gives the test of a condition. */
export const of = (
  clauses: ReadonlyArray<Clause>,
  read: (condition: Condition) => Test,
): Bitmap => {
  const words = Math.ceil(clauses.length / 32)
  const pool = new Tests(read)
  const rests = clauses.map(({ rest }) => rest.map((condition) => pool.of(condition)))
  const axes = askings(clauses).flatMap((asking) => {
    const axis = Axis.of(asking.aspect, Array.from(asking.accepts.values()))
    if ((axis.cells + 1) * words <= mostWords) return [{ axis, asking }]
    for (const [at, accept] of asking.accepts) rests[at]?.push(pool.within(axis, accept))
    return []
  })
  const sets = axes.reduce((before, { axis }) => before + axis.cells + 1, 1)
  const bits = new Uint32Array(sets * words)
  for (const at of clauses.keys()) flip(bits, at)
  let free = words
  const columns = axes.map(({ axis, asking }): Column => {
    const column = { axis, free }
    fill(bits, words, column, asking)
    free += (axis.cells + 1) * words
    return column
  })
  return {
    words,
    bits,
    columns,
    rests: rests.map((rest) => (rest.length === 0 ? undefined : rest)),
    tests: pool.tests,
  }
}

/** Most asked first: what excludes most is then looked at first. */
const askings = (clauses: ReadonlyArray<Clause>): ReadonlyArray<Asking> => {
  const byName = new Map<
    string,
    { readonly aspect: Aspect; readonly accepts: Map<number, Accept> }
  >()
  for (const [at, { asked }] of clauses.entries())
    for (const { aspect, accept } of asked.values()) {
      const name = nameOf(aspect)
      const known = byName.get(name) ?? { aspect, accepts: new Map<number, Accept>() }
      byName.set(name, known)
      known.accepts.set(at, accept)
    }
  return Array.from(byName.values()).toSorted((a, b) => b.accepts.size - a.accepts.size)
}

const flip = (set: Uint32Array, at: number): void => {
  set[at >>> 5] = (set[at >>> 5] ?? 0) ^ (1 << (at & 31))
}

/** Writes the sets of an axis from cell to cell, by what changes between them. */
const fill = (
  bits: Uint32Array,
  words: number,
  { axis, free }: Column,
  { accepts }: Asking,
): void => {
  const flipped: Array<Array<number> | undefined> = []
  const set = bits.slice(0, words)
  for (const [at, accept] of accepts) {
    flip(set, at)
    for (const cell of axis.flips(accept)) (flipped[cell] ??= []).push(at)
  }
  bits.set(set, free)
  for (let cell = 0; cell < axis.cells; cell += 1) {
    for (const at of flipped[cell] ?? []) flip(set, at)
    bits.set(set, free + (cell + 1) * words)
  }
}

/** Tests, each once. */
class Tests {
  readonly tests: Array<Test> = []
  readonly #read: (condition: Condition) => Test
  readonly #known = new Map<string, number>()

  constructor(read: (condition: Condition) => Test) {
    this.#read = read
  }

  of(condition: Condition): number {
    const name = Digest.canonicalJson(condition)
    const known = this.#known.get(name) ?? this.tests.push(this.#read(condition)) - 1
    this.#known.set(name, known)
    return known
  }

  within(axis: Axis.Axis, accept: Accept): number {
    const flips = Float64Array.from(axis.flips(accept))
    const test: Test = (subject, context) => {
      const cell = axis.cellOf(subject, context)
      if (cell === Axis.nowhere) return Truth.unknown
      return Truth.of(flips.filter((flip) => flip <= cell).length % 2 === 1)
    }
    return this.tests.push(test) - 1
  }
}
