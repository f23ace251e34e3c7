/**
 * Brings a customer's standing in all segments up to an instant, and tells each move once.
 *
 * @module
 */
import { Effect, Option, Result } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import { compile, type Compiled, type MembershipRefusal, type Segment } from "./Segment.ts"
import type { Setting } from "./SegmentFacts.ts"
import {
  Definitions,
  type KeptMembership,
  SegmentHistory,
  Standings,
  type Versions,
} from "./SegmentRecords.ts"
import * as Walk from "./Walk.ts"

/** What was known of a customer, and which segments there are. */
export interface Given {
  readonly customerId: string
  readonly segments: ReadonlyArray<string>
  readonly known: ReadonlyArray<Walk.Known>
  readonly until: Calendar.Instant
  readonly setting: Setting
}

/** Goes on from where the customer was gone through last. Answers how many moves there were. */
export const bring = Effect.fnUntraced(function* ({
  customerId,
  segments,
  known,
  until,
  setting,
}: Given): Effect.fn.Return<number, MembershipRefusal, Transaction> {
  const tx = yield* Transaction
  const standing = Option.getOrUndefined(yield* tx.get(Standings, customerId))
  if (standing !== undefined && standing.asOf > until) return 0
  const definitions = (yield* tx.getAll(Definitions, segments)).flatMap(Option.toArray)
  const memberships: Array<KeptMembership> = []
  let due = Infinity
  let count = 0
  const from = standing?.asOf ?? Math.min(...known.map((one) => one.from), until)
  for (const definition of definitions) {
    const kept = standing?.memberships.find(({ segment }) => segment === definition.id)
    const way = { from, until, was: kept !== undefined }
    const walked = Walk.of(inForce(definition), known, way, setting)
    const { moves, validUntil = Infinity } = yield* Effect.fromResult(walked)
    due = Math.min(due, validUntil)
    count += moves.length
    const now = yield* told(tx, { segment: definition.id, customerId, kept, moves })
    if (now !== undefined) memberships.push(now)
  }
  const next = due < Infinity ? { due } : {}
  yield* tx.put(Standings, { customerId, asOf: until, memberships, ...next })
  return count
})

/** Tells moves in and out of a segment; answers the membership that stands behind them. */
const told = Effect.fnUntraced(function* (
  tx: TransactionShape,
  {
    segment,
    customerId,
    kept,
    moves,
  }: {
    readonly segment: string
    readonly customerId: string
    readonly kept: KeptMembership | undefined
    readonly moves: ReadonlyArray<Walk.Move>
  },
): Effect.fn.Return<KeptMembership | undefined> {
  let standing = kept
  for (const { at, member, version, reason } of moves) {
    const { saw } = reason
    const _tag = member ? ("Entered" as const) : ("Left" as const)
    yield* tx.append(
      SegmentHistory,
      { _tag, segment, version, customerId, at, saw },
      { occurredAt: at },
    )
    standing = member ? { segment, version, since: at, saw } : undefined
  }
  return standing
})

/** A segment is compiled once in a process. */
const compiled = new WeakMap<Segment, Compiled>()

/** The versions of a segment, ready to be asked; what was taken in compiles. */
export const inForce = ({ versions }: Versions): ReadonlyArray<Walk.InForce> =>
  versions.map(({ from, segment }) => {
    const known = compiled.get(segment) ?? Result.getOrThrow(compile(segment))
    compiled.set(segment, known)
    return { from, segment: known }
  })
