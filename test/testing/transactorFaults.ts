/** Faults to put into a healthy transactor. */
import { type Cause, Clock, Effect, Layer, Option } from "effect"
import {
  type Command,
  defaultCapabilities,
  Store,
  type StoreShape,
  Transaction,
  type TransactionShape,
  Transactor,
  type Options,
  type TransactorShape,
} from "entrepot/store"

/** How a broken transactor is made over a store. */
export type Make = (options?: Options) => Layer.Layer<Transactor, never, Store>

const over =
  (change: (store: StoreShape) => Partial<StoreShape>): Make =>
  (options) =>
    Transactor.layer(options).pipe(
      Layer.provide(
        Layer.effect(
          Store,
          Store.use((store) => Effect.succeed({ ...store, ...change(store) })),
        ),
      ),
    )

const wrapping =
  (wrap: (inner: TransactorShape) => Partial<TransactorShape>): Make =>
  (options) =>
    Layer.effect(
      Transactor,
      Transactor.use((inner) => Effect.succeed({ ...inner, ...wrap(inner) })),
    ).pipe(Layer.provide(Transactor.layer(options)))

type Program<A, E> = Effect.Effect<A, E, Transaction>

/** Runs every program as something else. */
const running = (
  edit: (inner: TransactorShape) => <A, E>(program: Program<A, E>) => Program<A, E>,
): Make =>
  wrapping((inner) => {
    const edited = edit(inner)
    return {
      run: (program) => inner.run(edited(program)),
      transact: (command, program) => inner.transact(command, edited(program)),
    }
  })

/** Gives every program another view. */
const viewing = (
  edit: (tx: TransactionShape, inner: TransactorShape) => Partial<TransactionShape>,
): Make =>
  running(
    (inner) => (program) =>
      Transaction.use((tx) =>
        Effect.provideService(program, Transaction, { ...delegate(tx), ...edit(tx, inner) }),
      ),
  )

const delegate = (tx: TransactionShape): TransactionShape => ({
  now: tx.now,
  random: tx.random,
  id: tx.id,
  get: (...args) => tx.get(...args),
  getAll: (...args) => tx.getAll(...args),
  query: (...args) => tx.query(...args),
  insert: (...args) => tx.insert(...args),
  put: (...args) => tx.put(...args),
  remove: (...args) => tx.remove(...args),
  reindex: (...args) => tx.reindex(...args),
  append: (...args) => tx.append(...args),
})

/** Sends every command as another one. */
const sending = (edit: <A>(command: Command<A>) => Command<A>): Make =>
  wrapping((inner) => ({
    transact: (command, program) =>
      Effect.map(inner.transact(edit(command), program), (outcome) => ({
        ...outcome,
        commandId: command.commandId,
      })),
  }))

let serial = 0

export const executingAnew = sending((command) => ({
  ...command,
  commandId: `${command.commandId} ${serial++}`,
}))

export const receiptsPerProcess: Make = (options) => {
  const process = serial++
  return sending((command) => ({ ...command, commandId: `${process} ${command.commandId}` }))(
    options,
  )
}

export const hashingNothing = sending((command) => ({ ...command, body: {} }))

export const forgettingTheIssue = sending(({ issuedAt: _, ...command }) => command)

class Abandoned {
  readonly _tag = "Abandoned"
}

/** Runs the program for its refusal before it looks for a receipt. */
export const askingTheProgramFirst = wrapping((inner) => ({
  transact: (command, program) =>
    inner.run(Effect.andThen(program, Effect.fail(new Abandoned()))).pipe(
      Effect.catchIf(
        (error) => error instanceof Abandoned,
        () => Effect.void,
      ),
      Effect.andThen(inner.transact(command, program)),
    ),
}))

export const rememberingFailures: Make = (options) => {
  const failed = new Map<string, Cause.Cause<unknown>>()
  return wrapping((inner) => ({
    transact: <A, E>(command: Command<A>, program: Program<A, E>) => {
      const cause = failed.get(command.commandId)
      return cause === undefined
        ? Effect.tapCause(inner.transact(command, program), (fresh) =>
            Effect.sync(() => failed.set(command.commandId, fresh)),
          )
        : Effect.failCause(cause as Cause.Cause<E>)
    },
  }))(options)
}

export const pruningTooMuch = wrapping((inner) => ({
  pruneReceipts: () => inner.pruneReceipts({ days: 1 }),
}))

export const tryingForEver: Make = (options) =>
  Transactor.layer({ ...options, attempts: Number.POSITIVE_INFINITY })

/** Shows programs what any run wrote, whether it was committed or not. */
export const keepingSpeculation: Make = (options) => {
  const kept = new Map<string, unknown>()
  return viewing((tx) => ({
    get: <A>(...[collection, id]: Parameters<typeof tx.get<A>>) =>
      Effect.map(tx.get(collection, id), (found) => {
        const value = kept.get(`${collection.name} ${id}`)
        return value === undefined ? found : Option.some(value as A)
      }),
    put: (collection, value) => {
      kept.set(`${collection.name} ${collection.id(value)}`, value)
      return tx.put(collection, value)
    },
  }))(options)
}

type Found = Effect.Success<ReturnType<TransactionShape["query"]>>

const rememberingQueries = (found: Map<string, Found>) => (tx: TransactionShape) => ({
  query: <A, I extends string>(...asked: Parameters<typeof tx.query<A, I>>) => {
    const [collection, index, parts] = asked
    const name = [collection.name, index, ...parts].join(" ")
    const known = found.get(name)
    return known === undefined
      ? Effect.tap(tx.query(...asked), (values) => Effect.sync(() => found.set(name, values)))
      : Effect.succeed(known as ReadonlyArray<A>)
  },
})

export const rememberingQueriesForEver: Make = (options) =>
  viewing(rememberingQueries(new Map()))(options)

export const queryingOnce = viewing((tx) => rememberingQueries(new Map())(tx))

export const believingItsClock = viewing(() => ({ now: Clock.currentTimeMillis }))

export const askingNobodyWhatFits = over(() => ({ capabilities: defaultCapabilities }))

/** Appends each fact in a commit of its own. */
export const tellingAtOnce = viewing((_, inner) => ({
  append: (...fact) => Effect.orDie(inner.run(Transaction.use((own) => own.append(...fact)))),
}))
