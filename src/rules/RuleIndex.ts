/**
 * The index of rules: the sets of clauses that a subject's cells do not exclude are combined with
 * and; what is left are candidates, whose other conditions are asked one by one.
 *
 * Source: T. V. Lakshman and D. Stiliadis, High-speed policy-based packet forwarding using efficient
 * multi-dimensional range matching, SIGCOMM 1998.
 *
 * @module
 */
import * as Axis from "./Axis.ts"
import * as Bitmap from "./Bitmap.ts"
import type { Clause } from "./Clause.ts"
import type { Condition } from "./Condition.ts"
import type { AnySubject } from "./Facts.ts"
import type { Context, Test } from "./Interpreter.ts"
import * as Truth from "./Truth.ts"

/** A rule, and the clauses of which one has to hold. */
export interface Entry<R> {
  readonly rule: R
  readonly clauses: ReadonlyArray<Clause>
}

const none: ReadonlyArray<never> = []

/** An index of rules. It keeps its scratch between searches, so they cannot be nested. */
export class RuleIndex<R> {
  readonly #bitmap: Bitmap.Bitmap
  /** The rule of each clause; the clauses of a rule follow each other. */
  readonly #rules: ReadonlyArray<R>
  /** Where the sets of a search begin: those of its cells, and those of the axes it is missing on. */
  readonly #known: Int32Array
  readonly #missing: Int32Array
  /** The answers of tests, and the search that they are of. */
  readonly #answers: Array<Truth.Truth>
  readonly #answered: Float64Array
  #search = 0

  /** Indexes rules in their order; `read` gives the test of a condition. */
  constructor(entries: ReadonlyArray<Entry<R>>, read: (condition: Condition) => Test) {
    this.#rules = entries.flatMap(({ rule, clauses }) => clauses.map(() => rule))
    this.#bitmap = Bitmap.of(
      entries.flatMap(({ clauses }) => clauses),
      read,
    )
    const { columns, tests } = this.#bitmap
    this.#known = new Int32Array(columns.length)
    this.#missing = new Int32Array(columns.length)
    this.#answers = tests.map(() => Truth.no)
    this.#answered = new Float64Array(tests.length)
  }

  /** Asks a subject of all rules. */
  search(
    subject: AnySubject,
    context: Context,
  ): { readonly hits: ReadonlyArray<R>; readonly unknown: ReadonlyArray<R> } {
    const { bits, words, columns, rests } = this.#bitmap
    const [rules, known, missing] = [this.#rules, this.#known, this.#missing]
    let knowns = 0
    let missings = 0
    for (let at = 0; at < columns.length; at += 1) {
      const column = columns[at]
      if (column === undefined) continue
      const cell = column.axis.cellOf(subject, context)
      if (cell === Axis.nowhere) missing[missings++] = column.free
      else known[knowns++] = column.free + (cell + 1) * words
    }
    // Where there are fewer, the set of all clauses stands in.
    known.fill(0, knowns)
    const first = known[0] ?? 0
    const second = known[1] ?? 0
    const third = known[2] ?? 0
    const fourth = known[3] ?? 0
    this.#search += 1
    const hits: Array<R> = []
    let unknown: Array<R> | undefined
    let rule: R | undefined
    let truth: Truth.Truth = Truth.no
    for (let word = 0; word < words; word += 1) {
      // A missing fact excludes nothing, but whatever asks of it is not certain any more.
      let possible =
        (bits[first + word] ?? 0) &
        (bits[second + word] ?? 0) &
        (bits[third + word] ?? 0) &
        (bits[fourth + word] ?? 0)
      for (let at = 4; at < knowns && possible !== 0; at += 1)
        possible &= bits[(known[at] ?? 0) + word] ?? 0
      if (possible === 0) continue
      let certain = possible
      for (let at = 0; at < missings; at += 1) certain &= bits[(missing[at] ?? 0) + word] ?? 0
      while (possible !== 0) {
        const bit = possible & -possible
        possible ^= bit
        const clause = word * 32 + 31 - Math.clz32(bit)
        const owner = rules[clause]
        if (owner !== rule) {
          if (rule !== undefined && truth === Truth.yes) hits.push(rule)
          if (rule !== undefined && truth === Truth.unknown) (unknown ??= []).push(rule)
          rule = owner
          truth = Truth.no
        }
        if (truth === Truth.yes) continue
        const most = (certain & bit) === 0 ? Truth.unknown : Truth.yes
        const rest = rests[clause]
        const found = rest === undefined ? most : this.#ask(most, rest, subject, context)
        if (found > truth) truth = found
      }
    }
    if (rule !== undefined && truth === Truth.yes) hits.push(rule)
    if (rule !== undefined && truth === Truth.unknown) (unknown ??= []).push(rule)
    return { hits, unknown: unknown ?? none }
  }

  /** The least truth of a clause's cells and its tests, each of which is asked once a search. */
  #ask(
    ofCells: Truth.Truth,
    tests: ReadonlyArray<number>,
    subject: AnySubject,
    context: Context,
  ): Truth.Truth {
    let least = ofCells
    for (const at of tests) {
      if (this.#answered[at] !== this.#search) {
        this.#answered[at] = this.#search
        this.#answers[at] = this.#bitmap.tests[at]?.(subject, context) ?? Truth.no
      }
      const answer = this.#answers[at] ?? Truth.no
      if (answer === Truth.no) return Truth.no
      if (answer < least) least = answer
    }
    return least
  }
}
