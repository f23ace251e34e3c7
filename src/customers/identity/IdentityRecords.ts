/**
 * How it lies in the store who is who: ids, and keyed hashes of what records say.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import { OrderKey } from "../../orders/OrderCommand.ts"
import { ShortId } from "../../orders/OrderRef.ts"
import * as Collection from "../../store/Collection.ts"
import { LinkageModel } from "../linkage/LinkageModel.ts"
import { Edge, recordsOf } from "../resolution/Edge.ts"
import { Tenure } from "../resolution/Tenure.ts"
import { tradeId } from "../trade/TradeRecords.ts"

const instant = Calendar.Instant
const hashes = Schema.Array(Schema.String)

const IdentityFields = Schema.Struct({
  recordId: Id.Id,
  channel: ShortId,
  since: instant,
  keys: hashes,
  values: hashes,
  edges: Schema.Array(Id.Id),
  order: Schema.optionalKey(Schema.Struct({ ...OrderKey.fields, heardAt: instant })),
  component: Id.Id,
  customer: Id.Id,
  tenures: Schema.Array(Tenure),
  model: Schema.String,
  isPending: Schema.Boolean,
})
/**
 * Whose a record is, and by which keyed hashes others find it.
 *
 * - `keys`, `values`: of the blocking keys that it has under `model`, and of its telling values.
 * - `order`: whose trade is theirs, and when this room heard that it is.
 * - `edges`: decisions by hand that name it.
 * - `component`: names all that hangs together with it; `customer`: whose it is; `tenures`: whose it
 *   was from when on, in the order of time.
 * - `model`: by which it has its keys: the version, and how evidence was read.
 * - `isPending`: it has keys of a new model, and was not yet compared by it.
 */
export type Identity = typeof IdentityFields.Type

/** One record for each record of a person. Who decides over a set reads a guarded index of it. */
export const Identities: Collection.Collection<
  Identity,
  "byKey" | "byValue" | "byComponent" | "byCustomer" | "byTenure" | "byModel" | "byOrder"
> = Collection.make({
  name: "customer-identity",
  schema: IdentityFields,
  id: ({ recordId }) => recordId,
  indexes: {
    byKey: { entries: ({ keys, recordId }) => keys.map((key) => [key, recordId]), guard: 1 },
    byValue: { entries: ({ values, recordId }) => values.map((one) => [one, recordId]), guard: 1 },
    byComponent: { entries: ({ component, recordId }) => [[component, recordId]], guard: 1 },
    byCustomer: { entries: ({ customer, since, recordId }) => [[customer, since, recordId]] },
    byTenure: {
      entries: ({ tenures, recordId }) =>
        Array.from(new Set(tenures.map(({ customer }) => customer)), (id) => [id, recordId]),
    },
    byModel: {
      entries: ({ model, isPending, recordId }) => [[model, isPending ? 1 : 0, recordId]],
    },
    byOrder: {
      entries: ({ order, recordId }) => (order === undefined ? [] : [[tradeId(order), recordId]]),
      guard: 1,
    },
  },
})

const SuccessorFields = Schema.Struct({ recordId: Id.Id, successor: Id.Id })
/** One record for each that was withdrawn while its id was a customer's: the record that stands for it. */
export const Successors: Collection.Collection<typeof SuccessorFields.Type, "bySuccessor"> =
  Collection.make({
    name: "customer-successor",
    schema: SuccessorFields,
    id: ({ recordId }) => recordId,
    indexes: {
      bySuccessor: { entries: ({ recordId, successor }) => [[successor, recordId]] },
    },
  })

/** One record for each decision that stands: by hand, or of the house. */
export const Edges: Collection.Collection<Edge, "byRecord"> = Collection.make({
  name: "customer-edge",
  schema: Edge,
  id: ({ edgeId }) => edgeId,
  indexes: {
    byRecord: { entries: (edge) => [...new Set(recordsOf(edge))].map((id) => [id, edge.edgeId]) },
  },
})

const MarkFields = Schema.Struct({
  name: Schema.String,
  since: instant,
  model: Schema.String,
  faded: Schema.optionalKey(Schema.Natural),
})
/**
 * That something is too common to go by, by its keyed hash, since when, and by which model that was said
 * last.
 *
 * - `faded`: words of some that have it, or had it, are kept no more: how many of these had it. They stay
 *   in the count, since nobody becomes less common by being forgotten; which records they were, it does
 *   not say.
 */
export type Mark = typeof MarkFields.Type

const marks = (name: string): Collection.Collection<Mark, "byModel"> =>
  Collection.make({
    name,
    schema: MarkFields,
    id: (mark) => mark.name,
    indexes: { byModel: { entries: (mark) => [[mark.model, mark.name]] } },
  })
/** One record for each telling value that is generic. */
export const Generics: Collection.Collection<Mark, "byModel"> = marks("customer-generic")
/** One record for each blocking key that too many records have: nobody is looked at for it. */
export const Crowds: Collection.Collection<Mark, "byModel"> = marks("customer-crowd")

const ModelFields = Schema.Struct({
  model: LinkageModel,
  /** The command that put it, and whose it was: what it changes is theirs. */
  put: Schema.Struct({ commandId: Schema.String, actor: Schema.optionalKey(Schema.String) }),
})
const PutFields = Schema.Struct({ version: Schema.String, digest: Schema.String })
/** One record for each model that ever was put: a version means one model for good. */
export const ModelsPut: Collection.Collection<typeof PutFields.Type> = Collection.make({
  name: "customer-model-put",
  schema: PutFields,
  id: ({ version }) => version,
})

/** One record: the model in force. */
export const Models: Collection.Collection<typeof ModelFields.Type> = Collection.make({
  name: "customer-model",
  schema: ModelFields,
  id: () => modelId,
})
/** The id of the one record of {@link Models}. */
export const modelId = "in force"
