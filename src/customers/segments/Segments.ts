/**
 * The service of segments: who is of which, since when and why, with no polling.
 *
 * @module
 */
import { Clock, Context, Effect, Layer, Option, Schema, Stream } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import type { RuleSetRefused } from "../../rules/RuleRefusal.ts"
import { type CommandMethod, commandMethods } from "../../store/CommandMethod.ts"
import * as Input from "../../store/Input.ts"
import { type PageOptions, Records, type RecordsError, type Values } from "../../store/Records.ts"
import { storeServices } from "../../store/services.ts"
import type { Store } from "../../store/Store.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { InputInvalid, TransactionError } from "../../store/TransactionError.ts"
import { Transactor } from "../../store/Transactor.ts"
import * as HistoryKeeping from "./HistoryKeeping.ts"
import { compile, type Membership, type MembershipRefusal, membership } from "./Segment.ts"
import { SegmentCommand } from "./SegmentCommand.ts"
import type { Setting } from "./SegmentFacts.ts"
import {
  Definitions,
  type KeptMembership,
  SegmentHistory,
  type Standing,
  Standings,
  type Versions,
} from "./SegmentRecords.ts"
import { UnknownSegment, VersionOutOfOrder } from "./SegmentRefusal.ts"
import * as StandingPosting from "./StandingPosting.ts"

/** Why customers could not be gone through. */
export type SegmentsError = MembershipRefusal | RecordsError | TransactionError

/** What the service does. */
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
   * Looks at a customer of whom something was told, or who was merged or split. Answers how many moves
   * in and out of segments there were since the last time.
   */
  readonly refresh: (customerId: string) => Effect.Effect<number, InputInvalid | SegmentsError>
  /** {@link refresh} for every customer, such as after a segment was defined. */
  readonly refreshAll: (options?: {
    readonly progress?: (customers: number) => void
  }) => Effect.Effect<number, SegmentsError>
  /**
   * Moves those whom days alone move, in the order of time, up to now: to call it late is the same as to
   * have called it at each instant. Answers how many moves there were.
   */
  readonly advance: () => Effect.Effect<number, SegmentsError>
  /** When days alone move somebody next, in epoch milliseconds: a host sleeps until then. */
  readonly nextDue: () => Effect.Effect<Option.Option<Calendar.Instant>, RecordsError>
  /** The segments and tags of a customer, with since and reason, as they were found last. */
  readonly of: (
    customerId: string,
  ) => Effect.Effect<ReadonlyArray<KeptMembership>, InputInvalid | RecordsError>
  /** A page of the customers of a segment. */
  readonly members: (
    segment: string,
    options?: PageOptions,
  ) => Effect.Effect<Values<Standing>, InputInvalid | RecordsError>
  /**
   * Whether a customer was of a segment at an instant (epoch milliseconds), told anew from what was known
   * and what the segment asked for then.
   */
  readonly at: (asked: {
    readonly customerId: string
    readonly segment: string
    readonly at: Calendar.Instant
  }) => Effect.Effect<Option.Option<Membership>, InputInvalid | UnknownSegment | SegmentsError>
}

/** The answer of a definition. */
export const Defined = Schema.Struct({ version: Schema.Int })

/**
 * The service, over any store. `setting` is asked whenever customers are looked at.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Segments, Tags } from "entrepot/customers"
 *
 * const program = Effect.gen(function* () {
 *   const { define, refreshAll, members } = yield* Segments
 *   yield* define({ commandId: "1", actor: "ada", segment: Tags.dormant() })
 *   yield* refreshAll()
 *   return (yield* members("dormant")).values.length
 * })
 * const live = Segments.layer(Effect.succeed({ currency: "EUR" })).pipe(
 *   Layer.provide(Memory.layer()),
 * )
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
    setting: Effect.Effect<Setting>,
  ): Layer.Layer<Segments, never, Transactor | Records> => Layer.effect(Segments, make(setting))

  /** Segments with services of their own over a store. */
  static readonly layer = (setting: Effect.Effect<Setting>): Layer.Layer<Segments, never, Store> =>
    Segments.layerOver(setting).pipe(Layer.provide(storeServices))
}

const make = Effect.fnUntraced(function* (setting: Effect.Effect<Setting>) {
  const transactor = yield* Transactor
  const records = yield* Records
  const known = HistoryKeeping.known(records)

  const ids = Stream.runCollect(Stream.map(records.all(Definitions), ({ id }) => id))

  const bring = Effect.fnUntraced(function* (customerId: string, until?: Calendar.Instant) {
    const standing = Option.getOrUndefined(yield* records.get(Standings, customerId))
    const given = {
      customerId,
      segments: yield* ids,
      until: until ?? (yield* Clock.currentTimeMillis),
      known: yield* known(customerId, standing?.asOf),
      setting: yield* setting,
    }
    return yield* transactor.run(StandingPosting.bring(given))
  })

  const firstDue = Effect.map(
    records.page(Standings, { index: "byDue" }, { limit: 1 }),
    ({ values: [first] }) => Option.fromUndefinedOr(first),
  )

  const advance = Effect.fnUntraced(function* () {
    const now = yield* Clock.currentTimeMillis
    for (let count = 0; ;) {
      const first = Option.getOrUndefined(yield* firstDue)
      if (first?.due === undefined || first.due > now) return count
      count += yield* bring(first.customerId, first.due)
    }
  })

  const refreshAll: SegmentsShape["refreshAll"] = ({ progress } = {}) =>
    Stream.runFoldEffect(
      HistoryKeeping.customers(records),
      () => ({ customers: 0, moves: 0 }),
      ({ customers, moves }, customerId) =>
        Effect.map(bring(customerId), (more) => {
          progress?.(customers + 1)
          return { customers: customers + 1, moves: moves + more }
        }),
    ).pipe(Effect.map(({ moves }) => moves))

  const post = commandMethods(transactor, {
    service: "Segments",
    cases: SegmentCommand.cases,
    answer: Defined,
    post: define,
  })

  return Segments.of({
    define: post("define", "Define"),
    segments: (options) => records.page(Definitions, {}, options),
    refresh: (customerId) => Effect.flatMap(decode.refresh(customerId), (id) => bring(id)),
    refreshAll,
    advance,
    nextDue: () =>
      Effect.map(
        firstDue,
        Option.flatMapNullishOr(({ due }) => due),
      ),
    of: (customerId) =>
      Effect.flatMap(decode.of(customerId), (id) =>
        Effect.map(
          records.get(Standings, id),
          Option.match({ onNone: () => [], onSome: ({ memberships }) => memberships }),
        ),
      ),
    members: (segment, options) =>
      Effect.flatMap(decode.members(segment), (id) =>
        records.page(Standings, { index: "bySegment", under: [id] }, options),
      ),
    at: Effect.fnUntraced(function* (asked) {
      const { customerId, segment, at } = yield* decode.at(asked)
      const definition = Option.getOrUndefined(yield* records.get(Definitions, segment))
      if (definition === undefined) return yield* new UnknownSegment({ segment })
      const version = StandingPosting.inForce(definition).findLast(({ from }) => from <= at)
      const history = (yield* known(customerId)).findLast(({ from }) => from <= at)?.history
      if (version === undefined || history === undefined) return Option.none()
      const found = membership(version.segment, history, at, yield* setting)
      return Option.some(yield* Effect.fromResult(found))
    }),
  })
})

const define = Effect.fnUntraced(function* ({
  segment,
}: typeof SegmentCommand.cases.Define.Type): Effect.fn.Return<
  typeof Defined.Type,
  VersionOutOfOrder | RuleSetRefused,
  Transaction
> {
  const tx = yield* Transaction
  const { id, version } = segment
  yield* Effect.fromResult(compile(segment))
  const known = Option.getOrUndefined(yield* tx.get(Definitions, id))
  const wanted = (known?.versions.at(-1)?.segment.version ?? 0) + 1
  if (version !== wanted) return yield* new VersionOutOfOrder({ segment: id, version, wanted })
  const versions = [...(known?.versions ?? []), { from: yield* tx.now, segment }]
  yield* tx.put(Definitions, { id, versions })
  yield* tx.append(SegmentHistory, { _tag: "Defined", segment })
  return { version }
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
