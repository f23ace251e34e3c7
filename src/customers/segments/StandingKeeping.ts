/**
 * Rounds through customers: what segments ask is read once, then each customer is brought up to the
 * instant of the round.
 *
 * @module
 */
import { Clock, Effect, Option, Stream } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import type { TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import * as AliasKeeping from "../identity/AliasKeeping.ts"
import { Identities, type Identity } from "../identity/IdentityRecords.ts"
import * as DossierKeeping from "../persons/DossierKeeping.ts"
import * as Tenure from "../resolution/Tenure.ts"
import * as PastKeeping from "./PastKeeping.ts"
import { Definitions, type Standing, Standings } from "./SegmentRecords.ts"
import type { Settings } from "./Settings.ts"
import * as StandingPosting from "./StandingPosting.ts"

/** Why customers could not be gone through. */
export type SegmentsError = RecordsError | TransactionError

/** What came of a look at customers. */
export interface Looked {
  /** How many moves in and out of segments there were since the last look. */
  readonly moves: number
  /**
   * How often nobody can say whether a customer is of a segment. They stay what they were, all others
   * move, and the next look asks again.
   */
  readonly untold: number
  /** The first of them, a hundred at most: who, which segment and why. */
  readonly firstUntold: ReadonlyArray<StandingPosting.Untold>
}

/** Rounds through customers. */
export interface Rounds {
  /** Of the customer who has an id now, and of those who were merged into them. */
  readonly refresh: (id: string) => Effect.Effect<Looked, SegmentsError>
  /** Of those who have some ids now, and of those who had them until they were customers no more. */
  readonly refreshEach: (ids: Iterable<string>) => Effect.Effect<Looked, SegmentsError>
  /** Of all customers, and of those who are no more and did not leave their segments yet. */
  readonly refreshAll: (
    progress: (customers: number) => void,
  ) => Effect.Effect<Looked, SegmentsError>
  /** Of whom days alone move until now, the first before the others. */
  readonly advance: Effect.Effect<Looked, SegmentsError>
  /** How many versions of segments and settings there are: more of them are news of everybody. */
  readonly asked: Effect.Effect<number, RecordsError>
  /** Whom days alone move next. */
  readonly firstDue: Effect.Effect<Option.Option<Standing>, RecordsError>
  /** The customer who has an id now; nobody where it is unknown. */
  readonly living: (id: string) => Effect.Effect<string | undefined, RecordsError>
}

/** What rounds need. */
export interface Services {
  readonly transactor: TransactorShape
  readonly records: RecordsShape
  readonly settings: Effect.Effect<Settings>
}

/** Goes through customers. */
export const make = ({ transactor, records, settings }: Services): Rounds => {
  const { known } = PastKeeping.make(records)
  const dossiers = DossierKeeping.make(records)

  /** Settled before it is read what segments ask: who is looked at was asked all that there was. */
  const round = Effect.gen(function* () {
    const until = yield* Clock.currentTimeMillis
    const definitions = yield* Stream.runCollect(records.all(Definitions))
    return {
      until,
      segments: definitions.map(StandingPosting.inForce),
      settings: yield* settings,
    }
  })
  type Round = Effect.Success<typeof round>

  /**
   * What is known is read after how they stand, and counts only as long as they stand so: another process
   * that looked meanwhile may have known more. Its clock may be ahead, too.
   */
  const bring = Effect.fnUntraced(function* (
    now: Round,
    customerId: string,
    due?: Calendar.Instant,
  ): Effect.fn.Return<StandingPosting.Brought, SegmentsError> {
    for (let asked = now; ; asked = yield* round) {
      const standing = Option.getOrUndefined(yield* records.get(Standings, customerId))
      const { asOf } = standing ?? { asOf: -Infinity }
      if (due !== undefined && due < asOf) return StandingPosting.nothing
      if (asked === now && asked.until < asOf) continue
      const { segments, settings } = asked
      const until = Math.max(due ?? asked.until, asOf)
      const program = StandingPosting.bring({
        customerId,
        standing,
        segments,
        settings,
        until,
        known: yield* known(customerId, standing?.asOf),
      })
      const brought = Option.getOrUndefined(yield* transactor.run(program))
      if (brought !== undefined) return brought
    }
  })

  const holderOf = (id: string) =>
    Effect.map(AliasKeeping.identityOf(records, id), (found) =>
      Option.getOrUndefined(Option.map(found, ({ customer }) => customer)),
    )
  /** Of whoever is no customer any more, unless all was told until they ceased to be. */
  const bringFormer = Effect.fnUntraced(function* (
    now: Round,
    id: string,
    tenures: Identity["tenures"],
  ): Effect.fn.Return<StandingPosting.Brought, SegmentsError> {
    const standing = Option.getOrUndefined(yield* records.get(Standings, id))
    const ceased = Tenure.endOf(tenures, id) ?? -Infinity
    const isTold =
      (standing === undefined || !isOpen(standing)) && ceased <= (standing?.asOf ?? -Infinity)
    return isTold ? StandingPosting.nothing : yield* bring(now, id)
  })

  /** Customers have the id of one of their records. */
  const bringRecord = (now: Round, { recordId, customer, tenures }: Identity) => {
    if (recordId === customer) return bring(now, customer)
    return bringFormer(now, recordId, tenures)
  }

  /** Of whoever had an id and has none any more: one that was merged, or of a record withdrawn. */
  const bringLost = Effect.fnUntraced(function* (now: Round, id: string) {
    const tenures = Option.match(yield* records.get(Identities, id), {
      onNone: () => [],
      onSome: (identity) => identity.tenures,
    })
    return yield* bringFormer(now, id, tenures)
  })

  const firstDue = Effect.map(
    records.page(Standings, { index: "byDue" }, { limit: 1 }),
    ({ values: [first] }) => Option.fromUndefinedOr(first),
  )

  return {
    living: holderOf,
    firstDue,
    refresh: Effect.fnUntraced(function* (id) {
      const now = yield* round
      const identities = yield* dossiers.identities(id)
      const brought = yield* Effect.forEach(identities, (one) => bringRecord(now, one))
      const isGone = Option.isNone(yield* records.get(Identities, id))
      return [
        ...brought,
        isGone ? yield* bringFormer(now, id, []) : StandingPosting.nothing,
      ].reduce(add, nobody)
    }),
    refreshEach: Effect.fnUntraced(function* (ids) {
      const now = yield* round
      const living = new Set<string>()
      let looked = nobody
      for (const id of new Set(ids)) {
        const customer = yield* holderOf(id)
        if (customer !== undefined) living.add(customer)
        if (customer !== id) looked = add(looked, yield* bringLost(now, id))
      }
      for (const customer of living) looked = add(looked, yield* bring(now, customer))
      return looked
    }),
    asked: Effect.gen(function* () {
      const definitions = yield* Stream.runCollect(records.all(Definitions))
      const known = yield* settings
      return definitions.reduce((count, { versions }) => count + versions.length, known.length)
    }),
    refreshAll: Effect.fnUntraced(function* (progress) {
      const now = yield* round
      let [customers, looked] = [0, nobody]
      yield* Stream.runForEach(
        records.all(Identities),
        Effect.fnUntraced(function* (identity) {
          looked = add(looked, yield* bringRecord(now, identity))
          if (identity.customer === identity.recordId) progress((customers += 1))
        }),
      )
      // Of a record that was withdrawn nothing is left but how its customer stood.
      yield* Stream.runForEach(
        Stream.filter(records.all(Standings), isOpen),
        Effect.fnUntraced(function* ({ customerId }) {
          if (Option.isNone(yield* records.get(Identities, customerId)))
            looked = add(looked, yield* bringFormer(now, customerId, []))
        }),
      )
      return looked
    }),
    advance: Effect.gen(function* () {
      const now = yield* round
      for (let looked = nobody; ;) {
        const first = Option.getOrUndefined(yield* firstDue)
        if (first?.due === undefined || first.due > now.until) return looked
        looked = add(looked, yield* bring(now, first.customerId, first.due))
      }
    }),
  }
}

/** How many are named of whom nobody can say something. */
const mostUntold = 100

/** Nobody was looked at. */
export const nobody: Looked = { moves: 0, untold: 0, firstUntold: [] }

const add = (looked: Looked, { moves, untold }: StandingPosting.Brought): Looked =>
  plus(looked, { moves, untold: untold.length, firstUntold: untold })

/** Both looks. */
export const plus = (one: Looked, other: Looked): Looked => ({
  moves: one.moves + other.moves,
  untold: one.untold + other.untold,
  firstUntold:
    one.firstUntold.length < mostUntold
      ? [...one.firstUntold, ...other.firstUntold].slice(0, mostUntold)
      : one.firstUntold,
})

/** Whether somebody has a segment to leave, or will come to be of one as days go by. */
const isOpen = ({ memberships, due }: Standing): boolean =>
  memberships.length > 0 || due !== undefined
