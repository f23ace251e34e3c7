/**
 * Laws of commits that meet: who wins, and that all come to an end.
 *
 * @module
 */
import { Effect, Result } from "effect"

import type { Touch } from "../../store/Store.ts"
import * as Law from "../Law.ts"
import { expectCounts, increment } from "./counting.ts"
import {
  type Fixture,
  put,
  type StoreLaw,
  storeLaw,
  thing,
  touch,
  untilDone,
  valueOf,
} from "./Fixture.ts"

/** How each of many commits at once ended: its version, or the error. */
const allAtOnce = ({ either }: Fixture, commits: ReadonlyArray<ReadonlyArray<Touch>>) =>
  Effect.forEach(commits, (touches, i) => Effect.result(either(i).commit(touches)), {
    concurrency: "unbounded",
  })

type Outcome = Effect.Success<ReturnType<typeof allAtOnce>>[number]

const won = (outcomes: ReadonlyArray<Outcome>) => outcomes.filter(Result.isSuccess)

const lostByConflict = (outcomes: ReadonlyArray<Outcome>) =>
  Effect.forEach(outcomes.filter(Result.isFailure), ({ failure }) =>
    Law.holds(failure._tag === "StoreConflict", "the losers to conflict", failure),
  )

const oneWins = Effect.fnUntraced(function* (fixture: Fixture, expected: number) {
  const outcomes = yield* allAtOnce(
    fixture,
    Array.from({ length: 12 }, (_, i) => [touch("a", expected, put(i))]),
  )
  yield* lostByConflict(outcomes)
  yield* Law.equal("the number of winners", won(outcomes).length, 1)
  const winner = outcomes.findIndex(Result.isSuccess)
  const [record] = yield* fixture.first.read(thing("a"))
  yield* Law.equal("the value that is kept", record && valueOf(record), winner)
})

/** Pairs of commits that each write what the other only read: at most one of each pair wins. */
const skew = Effect.fnUntraced(function* (fixture: Fixture, expected: number) {
  const pairs = Array.from({ length: 10 }, (_, i) => [`left ${i}`, `right ${i}`] as const)
  const outcomes = yield* allAtOnce(
    fixture,
    pairs.flatMap(([left, right]) => [
      [touch(left, expected, put(1)), touch(right, expected)],
      [touch(left, expected), touch(right, expected, put(1))],
    ]),
  )
  yield* lostByConflict(outcomes)
  for (const i of pairs.keys()) {
    const winners = won(outcomes.slice(2 * i, 2 * i + 2)).length
    yield* Law.holds(winners <= 1, "at most one of a pair to win", winners)
  }
})

export const conflictLaws: ReadonlyArray<StoreLaw> = [
  storeLaw(
    "of many writers at one version exactly one wins",
    Effect.fnUntraced(function* (fixture) {
      yield* oneWins(fixture, yield* fixture.first.commit([touch("a", 0, put("first"))]))
    }),
  ),

  storeLaw("of many writers who expect an absence exactly one wins", (fixture) =>
    oneWins(fixture, 0),
  ),

  storeLaw(
    "an expected version is validated, be it older, newer or an absence",
    Effect.fnUntraced(function* ({ first, second }) {
      const old = yield* first.commit([touch("a", 0, put("old"))])
      const now = yield* first.commit([touch("a", old, put("now"))])
      for (const stale of [touch("a", old), touch("a", now + 1), touch("a", 0), touch("b", now)])
        yield* Law.failsWith(
          ["StoreConflict"],
          `a write of ${stale.key.id} that expects version ${stale.expected}`,
          second.commit([{ ...stale, write: put("stale") }]),
        )
      const found = yield* first.read(thing("a"), thing("b"))
      yield* Law.equal(
        "the versions",
        found.map((record) => record?.version),
        [now, undefined],
      )
    }),
  ),

  storeLaw(
    "of two commits that each expect the other's record absent at most one wins",
    (fixture) => skew(fixture, 0),
  ),

  storeLaw(
    "of two commits that each only read what the other writes at most one wins",
    Effect.fnUntraced(function* (fixture) {
      const ids = Array.from({ length: 10 }, (_, i) => [`left ${i}`, `right ${i}`]).flat()
      const version = yield* fixture.first.commit(ids.map((id) => touch(id, 0, put(0))))
      yield* skew(fixture, version)
    }),
  ),

  storeLaw(
    "no write is lost, whoever revises or tries again",
    Effect.fnUntraced(function* ({ first, either }) {
      const increments = 60
      yield* Effect.forEach(
        Array.from({ length: increments }, (_, i) => either(i)),
        (handle) => untilDone(increment(handle, ["a"])),
        { concurrency: "unbounded" },
      )
      yield* expectCounts(first, ["a"], increments)
    }),
  ),

  storeLaw(
    "commits over the same keys in opposite orders all come to an end",
    Effect.fnUntraced(function* ({ first, either }) {
      const ids = Array.from({ length: 8 }, (_, i) => `thing ${i}`)
      const commits = 40
      yield* Effect.forEach(
        Array.from({ length: commits }, (_, i) => i),
        (i) => untilDone(increment(either(i >> 1), i % 2 === 0 ? ids : ids.toReversed())),
        { concurrency: "unbounded" },
      )
      yield* expectCounts(first, ids, commits)
    }),
  ),
]
