/**
 * Brings a customer's standing in all segments up to an instant, and tells each move once.
 *
 * @module
 */
import { Effect, Equal, Option, Result } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import { compile, type MembershipRefusal } from "./Segment.ts"
import * as SegmentReason from "./SegmentReason.ts"
import {
  type KeptMembership,
  SegmentHistory,
  type Standing,
  Standings,
  type Versions,
} from "./SegmentRecords.ts"
import type { Settings } from "./Settings.ts"
import * as Walk from "./Walk.ts"

/** A segment with its versions, ready to be asked. */
export interface Asked {
  readonly segment: string
  readonly versions: ReadonlyArray<Walk.InForce>
}

/** What was known of a customer, and what segments there are. */
export interface Given {
  readonly customerId: string
  /** How they stood when it was read what was known; absent where nobody looked yet. */
  readonly standing: Standing | undefined
  readonly segments: ReadonlyArray<Asked>
  readonly known: ReadonlyArray<Walk.Known>
  readonly until: Calendar.Instant
  readonly settings: Settings
}

/** A customer of whom nobody can say whether they are of a segment: they stay what they were. */
export interface Untold {
  readonly customerId: string
  readonly segment: string
  readonly because: MembershipRefusal
}

/** What was found. */
export interface Brought {
  /** How many moves there were. */
  readonly moves: number
  readonly untold: ReadonlyArray<Untold>
}

/** Nothing was found. */
export const nothing: Brought = { moves: 0, untold: [] }

/** Goes on from where the customer was gone through last; does nothing if they stand otherwise now. */
export const bring = Effect.fnUntraced(function* ({
  customerId,
  standing,
  segments,
  known,
  until,
  settings,
}: Given): Effect.fn.Return<Option.Option<Brought>, never, Transaction> {
  const tx = yield* Transaction
  const current = yield* tx.get(Standings, customerId)
  if (!Equal.equals(current, Option.fromUndefinedOr(standing))) return Option.none()
  const memberships: Array<KeptMembership> = []
  let due = Infinity
  let count = 0
  const untold: Array<Untold> = []
  const from = standing?.asOf ?? Math.min(...known.map((one) => one.from), until)
  for (const { segment, versions } of segments) {
    const kept = standing?.memberships.find((one) => one.segment === segment)
    const way = { from, until, was: kept !== undefined }
    const { moves, validUntil = Infinity, refusal } = Walk.of(versions, known, way, settings)
    due = Math.min(due, validUntil)
    count += moves.length
    if (refusal !== undefined) untold.push({ customerId, segment, because: refusal })
    const now = yield* told(tx, { segment, customerId, kept, moves })
    if (now !== undefined) memberships.push(now)
  }
  const next = due < Infinity ? { due } : {}
  yield* tx.put(Standings, { customerId, asOf: until, memberships, ...next })
  return Option.some({ moves: count, untold })
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
    const why = SegmentReason.of(reason)
    const _tag = member ? ("Entered" as const) : ("Left" as const)
    yield* tx.append(
      SegmentHistory,
      { _tag, segment, version, customerId, at, ...why },
      { occurredAt: at },
    )
    standing = member ? { segment, version, since: at, ...why } : undefined
  }
  return standing
})

/** A segment ready to be asked; what was taken in compiles. */
export const inForce = ({ id, versions }: Versions): Asked => ({
  segment: id,
  versions: versions.map(({ from, segment }) => ({
    from,
    segment: Result.getOrThrow(compile(segment)),
  })),
})
