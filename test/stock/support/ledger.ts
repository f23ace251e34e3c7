/** The ledger over a store, and ways to look at the store and change it behind the ledger's back. */
import { Effect, Layer } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { type Level, StockLedger, StockRecords } from "entrepot/stock"
import { Receipt, Store, type StoreShape, storeServices, type Touch } from "entrepot/store"

/**
 * The ledger and the services that it runs on. Each is a fresh one: it knows of another over the
 * same store what the store knows, as another process would.
 */
export const ledgerOn = <E>(store: Layer.Layer<Store, E>) =>
  StockLedger.layerOver.pipe(
    Layer.provideMerge(storeServices),
    Layer.provideMerge(store),
    Layer.fresh,
  )

/** The same over a store that is open, one of its own unless given. */
export const ledgerOver = (store: StoreShape = Memory.make()) =>
  ledgerOn(Layer.succeed(Store, store))

/** What a level says of the shelf alone. */
export const onShelf = ({ sku, place, onHand, held, available }: Level) => ({
  sku,
  place,
  onHand,
  held,
  available,
})

const namespace = "default"
const { Expiries, Holds, Items, Places, Shelves } = StockRecords

/** Everything in the journal and in some collections. */
export const contentsOf = (...collections: ReadonlyArray<{ readonly name: string }>) =>
  Effect.fnUntraced(function* (store: StoreShape) {
    const pages = yield* Effect.forEach(collections, ({ name }) =>
      store.query(namespace, { collection: name, limit: 1_000 }),
    )
    const { entries } = yield* store.journal(namespace, { limit: 1_000 })
    return { records: pages.flatMap(({ items }) => items), entries }
  })

/** Everything that commands of the ledger can write. */
export const contents = contentsOf(Shelves, Holds, Expiries, Items, Places, Receipt.Receipts)

const write = (
  store: StoreShape,
  touches: ReadonlyArray<Touch>,
  facts: ReadonlyArray<{ readonly _tag: string }> = [],
) =>
  store.commit(
    namespace,
    {
      touches,
      entries: facts.map((fact) => ({
        stream: StockRecords.Movements.name,
        type: fact._tag,
        schema: 1,
        body: JSON.stringify(fact),
        commandId: undefined,
        actor: undefined,
        reason: undefined,
        occurredAt: 0,
      })),
      instant: 0,
    },
    () => undefined,
  )

/** Changes a record; `undefined` removes it. */
export const overwrite = Effect.fnUntraced(function* (
  store: StoreShape,
  { name }: { readonly name: string },
  id: string,
  change: (json: Record<string, unknown>) => object | undefined,
) {
  const key = { collection: name, id }
  const [found] = yield* store.read(namespace, [key])
  const json = change(JSON.parse(found?.record?.body ?? "{}"))
  yield* write(store, [
    {
      key,
      expected: found?.record?.version ?? 0,
      write:
        json === undefined
          ? { _tag: "Remove" }
          : { _tag: "Put", asOf: 0, schema: 1, body: JSON.stringify(json) },
    },
  ])
})

/** Appends a fact of the stock journal that changes no record. */
export const claim = (store: StoreShape, fact: { readonly _tag: string }) =>
  write(store, [], [fact])
