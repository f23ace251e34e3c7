/**
 * The service of segments: who is of which, since when and why, with no polling.
 *
 * @module
 */
import { Context, Effect, Layer, Option, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import type { RuleSetRefused } from "../../rules/RuleRefusal.ts"
import { type CommandMethod, commandMethods } from "../../store/CommandMethod.ts"
import * as Input from "../../store/Input.ts"
import { Journal } from "../../store/Journal.ts"
import { type PageOptions, Records, type RecordsError, type Values } from "../../store/Records.ts"
import { storeServices } from "../../store/services.ts"
import type { Store } from "../../store/Store.ts"
import type { InputInvalid } from "../../store/TransactionError.ts"
import { Transactor } from "../../store/Transactor.ts"
import * as HearingKeeping from "./HearingKeeping.ts"
import type { HearingError } from "./HearingKeeping.ts"
import * as PastKeeping from "./PastKeeping.ts"
import { type Membership, membership, type MembershipRefusal } from "./Segment.ts"
import { SegmentCommand } from "./SegmentCommand.ts"
import { define, Defined } from "./SegmentPosting.ts"
import {
  Definitions,
  type KeptMembership,
  type Standing,
  Standings,
  type Versions,
} from "./SegmentRecords.ts"
import { UnknownSegment, VersionOutOfOrder } from "./SegmentRefusal.ts"
import * as Settings from "./Settings.ts"
import * as StandingKeeping from "./StandingKeeping.ts"
import type { Looked, SegmentsError } from "./StandingKeeping.ts"
import * as StandingPosting from "./StandingPosting.ts"

export type { HearingError } from "./HearingKeeping.ts"
export { Defined } from "./SegmentPosting.ts"
export type { Looked, SegmentsError } from "./StandingKeeping.ts"
export type { Untold } from "./StandingPosting.ts"

/** What the service does. Of a customer any id will do that they have or had. */
export interface SegmentsShape {
  /** A segment asks for this from now on. It counts of a customer when they are looked at next. */
  readonly define: CommandMethod<
    typeof SegmentCommand.cases.Define,
    typeof Defined.Type,
    VersionOutOfOrder | RuleSetRefused
  >
  /** The segments, each with all its versions. */
  readonly segments: (options?: PageOptions) => Effect.Effect<Values<Versions>, RecordsError>
  /**
   * Looks at a customer of whom something was told, or who was merged or split; whoever was merged into
   * them leaves their segments.
   */
  readonly refresh: (customerId: string) => Effect.Effect<Looked, InputInvalid | SegmentsError>
  /** {@link refresh} for every customer. */
  readonly refreshAll: (options?: {
    readonly progress?: (customers: number) => void
  }) => Effect.Effect<Looked, SegmentsError>
  /**
   * {@link refresh} for whoever something was heard of since the last time; for everybody the first time,
   * and where a segment was defined or a setting added since. Where nothing was heard it costs next to
   * nothing. Whom a process that ended too early did not look at is looked at the next time, by whichever
   * process that is.
   */
  readonly refreshHeard: () => Effect.Effect<Looked, HearingError>
  /**
   * Moves those whom days alone move, in the order of time, up to now: to call it late is the same as to
   * have called it at each instant.
   */
  readonly advance: () => Effect.Effect<Looked, SegmentsError>
  /**
   * {@link refreshHeard}, then {@link advance}, and what came of both: whatever moves anybody. A host calls
   * it whenever something happened, and when {@link nextDue} comes.
   */
  readonly look: () => Effect.Effect<Looked, HearingError>
  /** When days alone move somebody next, in epoch milliseconds: a host sleeps until then. */
  readonly nextDue: () => Effect.Effect<Option.Option<Calendar.Instant>, RecordsError>
  /** The segments and tags of a customer, with since and reason, as they were found last. */
  readonly of: (
    customerId: string,
  ) => Effect.Effect<ReadonlyArray<KeptMembership>, InputInvalid | RecordsError>
  /**
   * A page of the customers of a segment, as they were found last. It may be shorter than wanted, since
   * whoever is no customer any more is left out.
   */
  readonly members: (
    segment: string,
    options?: PageOptions,
  ) => Effect.Effect<Values<Standing>, InputInvalid | UnknownSegment | RecordsError>
  /**
   * Whether a customer was of a segment at an instant (epoch milliseconds), told anew from the records that
   * were theirs, what this room had heard of them, and what the segment and the settings were then: what a
   * look at that instant found. The id means whose it was then; none where it was nobody's. It is refused
   * where nobody could say, for want of a rate.
   */
  readonly at: (asked: {
    readonly customerId: string
    readonly segment: string
    readonly at: Calendar.Instant
  }) => Effect.Effect<
    Option.Option<Membership>,
    InputInvalid | UnknownSegment | MembershipRefusal | SegmentsError
  >
}

/**
 * The service, over any store. The settings are asked for once whenever customers are looked at.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Segments, Settings, Tags } from "entrepot/customers"
 *
 * const program = Effect.gen(function* () {
 *   const { define, look, members } = yield* Segments
 *   yield* define({ commandId: "1", actor: "ada", segment: Tags.dormant() })
 *   yield* look()
 *   return (yield* members("dormant")).values.length
 * })
 * const settings = Effect.succeed(Settings.always({ currency: "EUR" }))
 * const live = Segments.layer(settings).pipe(Layer.provide(Memory.layer()))
 * console.log(await Effect.runPromise(program.pipe(Effect.provide(live))))
 * ```
 * ```text
 * 0
 * ```
 */
export class Segments extends Context.Service<Segments, SegmentsShape>()(
  "entrepot/customers/Segments",
) {
  /** Segments over given services, such as those that other rooms share. */
  static readonly layerOver = (
    settings: Effect.Effect<Settings.Settings>,
  ): Layer.Layer<Segments, never, Transactor | Records | Journal> =>
    Layer.effect(Segments, make(settings))

  /** Segments with services of their own over a store. */
  static readonly layer = (
    settings: Effect.Effect<Settings.Settings>,
  ): Layer.Layer<Segments, never, Store> =>
    Segments.layerOver(settings).pipe(Layer.provide(storeServices))
}

const make = Effect.fnUntraced(function* (settings: Effect.Effect<Settings.Settings>) {
  const transactor = yield* Transactor
  const records = yield* Records
  const journal = yield* Journal
  const past = PastKeeping.make(records)
  const rounds = StandingKeeping.make({ transactor, records, settings })
  const heard = HearingKeeping.make({ transactor, records, journal, rounds })

  const defined = Effect.fnUntraced(function* (segment: string) {
    const found = yield* records.get(Definitions, segment)
    return Option.isSome(found) ? found.value : yield* new UnknownSegment({ segment })
  })

  const post = commandMethods(transactor, {
    service: "Segments",
    cases: SegmentCommand.cases,
    answer: Defined,
    post: define,
  })

  return Segments.of({
    define: post("define", "Define"),
    segments: (options) => records.page(Definitions, {}, options),
    refresh: (id) => Effect.flatMap(decode.refresh(id), rounds.refresh),
    refreshAll: ({ progress = () => {} } = {}) => rounds.refreshAll(progress),
    refreshHeard: () => heard,
    advance: () => rounds.advance,
    look: () => Effect.zipWith(heard, rounds.advance, StandingKeeping.plus),
    nextDue: () =>
      Effect.map(
        rounds.firstDue,
        Option.flatMapNullishOr(({ due }) => due),
      ),
    of: Effect.fnUntraced(function* (id) {
      const customerId = yield* rounds.living(yield* decode.of(id))
      if (customerId === undefined) return []
      const standing = Option.getOrUndefined(yield* records.get(Standings, customerId))
      return standing?.memberships ?? []
    }),
    members: Effect.fnUntraced(function* (segment, options) {
      const { id } = yield* defined(yield* decode.members(segment))
      const { values, cursor } = yield* records.page(
        Standings,
        { index: "bySegment", under: [id] },
        options,
      )
      const isLiving = ({ customerId }: Standing) =>
        Effect.map(rounds.living(customerId), (customer) => customer === customerId)
      return { values: yield* Effect.filter(values, isLiving), cursor }
    }),
    at: Effect.fnUntraced(function* (asked) {
      const { customerId, segment, at } = yield* decode.at(asked)
      const { versions } = StandingPosting.inForce(yield* defined(segment))
      const version = versions.findLast(({ from }) => from <= at)
      const history = Option.getOrUndefined(yield* past.at(customerId, at))
      const setting = Settings.at(yield* settings, at)
      if (version === undefined || history === undefined || setting === undefined)
        return Option.none()
      const found = membership(version.segment, history, at, setting)
      return Option.some(yield* Effect.fromResult(found))
    }),
  })
})

const decode = {
  refresh: Input.decoder("Segments.refresh", Id.Id),
  of: Input.decoder("Segments.of", Id.Id),
  members: Input.decoder("Segments.members", Id.Id),
  at: Input.decoder(
    "Segments.at",
    Schema.Struct({ customerId: Id.Id, segment: Id.Id, at: Calendar.Instant }),
  ),
}
