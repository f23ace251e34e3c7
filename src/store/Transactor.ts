/**
 * The transactor: runs programs of many callers in one commit, each exactly once.
 *
 * @module
 */
import {
  Clock,
  Context,
  Effect,
  Exit,
  Layer,
  Option,
  References,
  Result,
  type Schema,
} from "effect"

import * as Key from "./Key.ts"
import { Namespace } from "./Namespace.ts"
import * as Receipt from "./Receipt.ts"
import { Sha256 } from "./Sha256.ts"
import { type HostWork, type Page, Store, type StoredRecord, type StoreShape } from "./Store.ts"
import { Transaction } from "./Transaction.ts"
import {
  type CommandReused,
  type CommandTooOld,
  FutureFormat,
  InputInvalid,
  type TransactionError,
} from "./TransactionError.ts"
import * as Catalog from "./transactor/Catalog.ts"
import { type Bounds, Lane } from "./transactor/Lane.ts"
import type { Header, Submission } from "./transactor/Submission.ts"

/** What names a command, whatever it does. */
export interface CommandHeader {
  /** Chosen by the caller, unique in the namespace; repeating it repeats the answer. */
  readonly commandId: string
  /** When the caller issued it, in epoch milliseconds: older ones than the kept receipts are refused. */
  readonly issuedAt?: number | undefined
  /** Who asked, and why: both go with every journal entry. */
  readonly actor?: string | undefined
  readonly reason?: string | undefined
}

/** A command to run: its header, the body as received, and the codec of its answer. */
export interface Command<A> extends CommandHeader {
  /** The input as received: the same id with another body is refused ({@link CommandReused}). */
  readonly body: unknown
  /** Keeps the answer in the receipt: at most 1,024 characters of JSON. */
  readonly answer: Schema.Codec<A, Schema.Json>
}

/** The answer of a command. */
export interface Outcome<A> {
  readonly commandId: string
  readonly answer: A
  /** The journal position of its commit. */
  readonly position: number
  /** Whether this is the first answer again, and nothing was done now. */
  readonly repeated: boolean
}

/** How a command can fail beside its own refusals. */
export type CommandError = TransactionError | CommandReused | CommandTooOld | InputInvalid

/** Settings of a transactor. */
export interface Options {
  /** Records kept in memory per namespace, validated at each commit. 50,000 by default. */
  readonly cacheRecords?: number
  /** Programs in one commit at most. 2,048 by default. */
  readonly batchPrograms?: number
  /** Runs of one program before it fails as `Contended`. 64 by default. */
  readonly attempts?: number
}

/** Running programs. */
export interface TransactorShape {
  /**
   * Runs a program as a command: exactly once for its id, however often it is sent.
   *
   * Fails with the program's refusals, all of which leave no receipt, and with
   * {@link CommandError}. After an interruption or a `StoreUnavailable` with an unknown outcome,
   * sending the same command again tells.
   */
  readonly transact: <A, E>(
    command: Command<A>,
    program: Effect.Effect<A, E, Transaction>,
    options?: {
      /** Work of the host inside the same commit, made by the store's adapter. */
      readonly alongside?: HostWork
    },
  ) => Effect.Effect<Outcome<A>, E | CommandError>
  /** Runs a program that needs no receipt: one that only reads, or that may be repeated. */
  readonly run: <A, E>(
    program: Effect.Effect<A, E, Transaction>,
  ) => Effect.Effect<A, E | TransactionError>
  /**
   * Forgets receipts older than `days` (90 by default), and refuses commands issued before then.
   * Returns how many were removed.
   */
  readonly pruneReceipts: (options?: {
    readonly days?: number
  }) => Effect.Effect<number, TransactionError | InputInvalid>
}

/**
 * The service over a {@link Store}.
 *
 * @example
 * ```ts
 * import { Effect, Layer, Option, Schema } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Collection, Transaction, Transactor } from "entrepot/store"
 *
 * const Counters = Collection.make({
 *   name: "counter",
 *   schema: Schema.Struct({ id: Schema.String, count: Schema.Int }),
 *   id: (counter) => counter.id,
 * })
 * const increment = Effect.gen(function* () {
 *   const tx = yield* Transaction
 *   const found = yield* tx.get(Counters, "visits")
 *   const count = Option.isSome(found) ? found.value.count + 1 : 1
 *   yield* tx.put(Counters, { id: "visits", count })
 *   return count
 * })
 * const command = { commandId: "c1", body: {}, answer: Schema.Int }
 * const program = Transactor.use((transactor) => transactor.transact(command, increment))
 * const layer = Transactor.layer().pipe(Layer.provide(Memory.layer()))
 * const twice = await Effect.runPromise(Effect.all([program, program]).pipe(Effect.provide(layer)))
 * console.log(twice.map(({ answer, repeated }) => `${answer} ${repeated}`))
 * ```
 * ```text
 * [ '1 false', '1 true' ]
 * ```
 */
export class Transactor extends Context.Service<Transactor, TransactorShape>()(
  "entrepot/store/Transactor",
) {
  /** A transactor of its own over the store; closing it waits for what was submitted. */
  static readonly layer = (options: Options = {}): Layer.Layer<Transactor, never, Store> =>
    Layer.effect(
      Transactor,
      Effect.gen(function* () {
        const store = yield* Store
        const sha256 = yield* Sha256
        const lanes = new Map<string, Lane>()
        yield* Effect.addFinalizer(() =>
          Effect.forEach(lanes.values(), (lane) => lane.idle, { discard: true }),
        )
        const bounds: Bounds = {
          cacheRecords: options.cacheRecords ?? 50_000,
          batchPrograms: options.batchPrograms ?? 2_048,
          attempts: options.attempts ?? 64,
        }
        return Transactor.of(
          make(
            (namespace) => {
              const known = lanes.get(namespace)
              if (known !== undefined) return known
              const lane = new Lane(store, namespace, bounds)
              lanes.set(namespace, lane)
              return lane
            },
            store,
            sha256,
          ),
        )
      }),
    )
}

const make = (
  laneOf: (namespace: string) => Lane,
  store: StoreShape,
  sha256: (text: string) => string,
): TransactorShape => {
  const submit = <A, E>(
    context: Context.Context<never>,
    program: Effect.Effect<A, E, Transaction>,
    header?: Header,
    alongside?: HostWork,
  ): Effect.Effect<Outcome<A>, E | TransactionError> => {
    const lane = laneOf(Context.get(context, Namespace))
    const submitted = enqueue(lane, context, program, header, alongside)
    if (lane.opened) return submitted
    const opened = Effect.map(enqueue(lane, context, open), () => {
      lane.opened = true
    })
    return Effect.andThen(opened, submitted)
  }

  const transact: TransactorShape["transact"] = <A, E>(
    command: Command<A>,
    program: Effect.Effect<A, E, Transaction>,
    options?: { readonly alongside?: HostWork },
  ) =>
    Effect.contextWith(
      (context: Context.Context<never>): Effect.Effect<Outcome<A>, E | CommandError> => {
        const header = headerOf(command, sha256)
        return Result.isFailure(header)
          ? Effect.fail(header.failure)
          : submit(context, program, header.success, options?.alongside)
      },
    )

  const run: TransactorShape["run"] = (program) =>
    Effect.contextWith((context: Context.Context<never>) =>
      Effect.map(submit(context, program), ({ answer }) => answer),
    )

  const pruneReceipts: TransactorShape["pruneReceipts"] = Effect.fnUntraced(function* (
    options = {},
  ) {
    const { days = 90 } = options
    if (!(Number.isFinite(days) && days >= 0))
      return yield* new InputInvalid({
        service: "Transactor.pruneReceipts",
        detail: `receipts cannot be kept for ${days} days`,
      })
    const kept = days * 86_400_000
    const keptSince = Math.floor((yield* Clock.currentTimeMillis) - kept)
    // First the horizon: once it stands, nobody misses the receipts behind it.
    yield* run(raiseHorizon(keptSince))
    let removed = 0
    let cursor: string | undefined
    do {
      const page: Page = yield* Effect.catchTag(
        store.query(yield* Namespace, {
          collection: Receipt.Receipts.name,
          limit: 500,
          ...(cursor === undefined ? {} : { cursor }),
        }),
        ["CursorMalformed", "CursorFromAnotherEpoch"],
        Effect.die,
      )
      removed += yield* run(
        dropReceipts(
          page.items.map(({ record }) => record),
          keptSince,
        ),
      )
      cursor = page.cursor
    } while (cursor !== undefined)
    return removed
  })

  return { transact, run, pruneReceipts }
}

const headerOf = <A>(
  command: Command<A>,
  sha256: (text: string) => string,
): Result.Result<Header, InputInvalid> => {
  const { commandId, issuedAt, actor, reason, answer } = command
  const hash = Receipt.hash(command.body, sha256)
  const fault = hash === undefined ? "the body is not JSON" : faultOf(command)
  if (hash === undefined || fault !== undefined)
    return Result.fail(new InputInvalid({ service: "Transactor", detail: `${fault}` }))
  // The program's answer is what the codec is of; a header does not know its type.
  const codec = answer as Schema.Codec<unknown, Schema.Json>
  return Result.succeed({ commandId, hash, issuedAt, actor, reason, answer: codec })
}

/** Why nobody can run a command with this header, or `undefined`. */
const faultOf = ({ commandId, issuedAt, actor, reason }: CommandHeader): string | undefined => {
  const fault = commandId === "" ? "is empty" : Key.fault(commandId)
  if (fault !== undefined) return `the command id ${fault}`
  if (issuedAt !== undefined && !Number.isSafeInteger(issuedAt))
    return `the instant of issue is ${issuedAt}`
  return faultOfText("actor", actor) ?? faultOfText("reason", reason)
}

const faultOfText = (what: string, text = ""): string | undefined =>
  text.isWellFormed() && !text.includes("\u0000")
    ? undefined
    : `the ${what} holds U+0000 or a lone surrogate`

const enqueue = <A, E>(
  lane: Lane,
  context: Context.Context<never>,
  program: Effect.Effect<A, E, Transaction>,
  header?: Header,
  alongside?: HostWork,
): Effect.Effect<Outcome<A>, E | TransactionError> =>
  Effect.callback<Outcome<A>, E | TransactionError>((resume) => {
    const clock = Context.get(context, Clock.Clock)
    const submission: Submission = {
      header,
      program,
      context: unyielding(context),
      alongside,
      clock: () => clock.currentTimeMillisUnsafe(),
      answer: (exit, position) =>
        resume(
          // A submission's exit is that of its own program, whose types the queue forgets.
          Exit.map(exit, ({ answer, repeats }) => ({
            commandId: header?.commandId,
            answer,
            position,
            repeated: repeats !== undefined,
          })) as Exit.Exit<Outcome<A>, E | TransactionError>,
        ),
      run: undefined,
      drawn: [],
      lost: 0,
      doubtful: false,
      reread: false,
      cancelled: false,
    }
    lane.submit(submission)
    return Effect.sync(() => {
      submission.cancelled = true
      submission.run?.fiber.interruptUnsafe()
    })
  })

/**
 * The services of a caller for a run. Callers of one host mostly have the same ones, and then their
 * runs share what Effect keeps beside them.
 */
const unyielding = (context: Context.Context<never>): Context.Context<never> => {
  if (last?.of !== context)
    last = { of: context, run: Context.add(context, References.PreventSchedulerYield, true) }
  return last.run
}

let last: { readonly of: Context.Context<never>; readonly run: Context.Context<never> } | undefined

/** The first program of a lane: refuses data of the future, and marks fresh data as ours. */
const open = Effect.gen(function* () {
  const tx = yield* Transaction
  const found = yield* tx.get(Catalog.Formats, "format")
  if (Option.isNone(found)) {
    yield* tx.put(Catalog.Formats, Catalog.present)
    yield* tx.put(Receipt.Horizons, { id: "horizon", keptSince: 0 })
  } else if (found.value.minimumReader > Catalog.present.format) {
    const { minimumReader } = found.value
    return yield* new FutureFormat({ minimumReader, known: Catalog.present.format })
  }
})

const raiseHorizon = (keptSince: number) =>
  Effect.gen(function* () {
    const tx = yield* Transaction
    const found = yield* tx.get(Receipt.Horizons, "horizon")
    const known = Option.isSome(found) ? found.value.keptSince : 0
    if (keptSince > known) yield* tx.put(Receipt.Horizons, { id: "horizon", keptSince })
  })

const dropReceipts = (records: ReadonlyArray<StoredRecord>, keptSince: number) =>
  Effect.gen(function* () {
    const tx = yield* Transaction
    const aged = records.filter(({ asOf }) => asOf < keptSince).map(({ key }) => key.id)
    const found = yield* tx.getAll(Receipt.Receipts, aged)
    // A caller whose clock runs ahead may repeat a command that is issued after the horizon.
    const gone = found.flatMap(Option.toArray).filter(({ issuedAt = 0 }) => issuedAt < keptSince)
    yield* Effect.forEach(gone, ({ commandId }) => tx.remove(Receipt.Receipts, commandId), {
      discard: true,
    })
    return gone.length
  })
