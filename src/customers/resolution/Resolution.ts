/**
 * Who is who: customers as a function of evidence, decisions by hand and a model. Pure.
 *
 * @module
 */
import { HashMap, Option, Order } from "effect"

import type { Instant } from "../../kernel/Calendar.ts"
import type { LinkRecord } from "../linkage/LinkRecord.ts"
import type { CutLink } from "./Clusters.ts"
import type { Edge } from "./Edge.ts"
import type { GenericValue } from "./GenericValue.ts"
import type { Link } from "./Link.ts"
import type { Linker } from "./Linker.ts"

/** A record to resolve. */
export interface Subject {
  readonly record: LinkRecord
  /** Epoch milliseconds: of a customer's records, the one of the earliest names them. */
  readonly since: Instant
}

/** A person as far as is known: the records that are theirs. */
export interface Customer {
  /** The id of the senior record. */
  readonly id: string
  /** The senior first: by `since`, then by id. */
  readonly recordIds: ReadonlyArray<string>
}

/** Records that hang together by links, and the customers that they are. */
export interface Component {
  /** By the id of their senior record. */
  readonly customers: ReadonlyArray<Customer>
  readonly customerOf: ReadonlyMap<string, Customer>
  /** The links that stand, the strongest first. */
  readonly links: ReadonlyArray<Link>
  /** Links that would cross a veto. */
  readonly cut: ReadonlyArray<CutLink>
}

/** A record as it is compared. */
export interface Entry extends Subject {
  /** Without its generic values. */
  readonly compared: LinkRecord
  readonly keys: ReadonlyArray<string>
  /** Its links by the model. */
  readonly links: ReadonlyArray<Link>
  readonly component: Component
}

/**
 * All records and the customers that they are. It is a value: a change makes another one, which shares
 * with it all that did not change.
 */
export interface Resolution {
  readonly linker: Linker
  readonly entries: HashMap.HashMap<string, Entry>
  readonly edges: HashMap.HashMap<string, Edge>
  /** The ids of the decisions that name a record. */
  readonly edgesOf: HashMap.HashMap<string, ReadonlyArray<string>>
  /** The records of each key. */
  readonly blocks: HashMap.HashMap<string, ReadonlyArray<string>>
  /** The records of each value that may be generic. */
  readonly holdings: HashMap.HashMap<string, ReadonlyArray<string>>
  readonly generic: HashMap.HashMap<string, GenericValue>
}

/**
 * A resolution of nothing, by a model.
 *
 * @example
 * ```ts
 * import { ModelLinker, PriorModel, Resolution } from "entrepot/customers"
 *
 * const nobody = Resolution.empty(ModelLinker.make(PriorModel.model))
 * console.log(Resolution.customers(nobody))
 * ```
 * ```text
 * []
 * ```
 */
export const empty = (linker: Linker): Resolution => ({
  linker,
  entries: HashMap.empty(),
  edges: HashMap.empty(),
  edgesOf: HashMap.empty(),
  blocks: HashMap.empty(),
  holdings: HashMap.empty(),
  generic: HashMap.empty(),
})

/**
 * All customers, by id.
 *
 * @example
 * ```ts
 * import { LinkRecord, ModelLinker, PriorModel, Resolution, ResolutionChange } from "entrepot/customers"
 *
 * const put = ["a", "b", "c"].map((id, i) => ({
 *   record: LinkRecord.make(id, i < 2 ? { phone: "+8618312342807" } : {}),
 *   since: i,
 * }))
 * const nobody = Resolution.empty(ModelLinker.make(PriorModel.model))
 * const resolution = ResolutionChange.apply(nobody, { put })
 * console.log(Resolution.customers(resolution).map(({ id }) => id))
 * ```
 * ```text
 * [ 'a', 'c' ]
 * ```
 */
export const customers = ({ entries }: Resolution): ReadonlyArray<Customer> =>
  Array.from(new Set(Array.from(HashMap.values(entries), ({ component }) => component)))
    .flatMap((component) => component.customers)
    .toSorted(byId)

/**
 * Customers in the order of their ids.
 *
 * @internal
 */
export const byId: Order.Order<Customer> = Order.mapInput(Order.String, ({ id }) => id)

/**
 * The customer of a record, and so of every id that a customer ever had: it is the id of a record, and
 * means whoever has that record now.
 *
 * @example
 * ```ts
 * import { LinkRecord, ModelLinker, PriorModel, Resolution, ResolutionChange } from "entrepot/customers"
 * import { Option } from "effect"
 *
 * const put = ["a", "b"].map((id, i) => ({
 *   record: LinkRecord.make(id, { phone: "+8618312342807" }),
 *   since: i,
 * }))
 * const nobody = Resolution.empty(ModelLinker.make(PriorModel.model))
 * const resolution = ResolutionChange.apply(nobody, { put })
 * console.log(Option.map(Resolution.find(resolution, "b"), ({ id }) => id))
 * ```
 * ```text
 * { _id: 'Option', _tag: 'Some', value: 'a' }
 * ```
 */
export const find = ({ entries }: Resolution, recordId: string): Option.Option<Customer> =>
  Option.flatMapNullishOr(HashMap.get(entries, recordId), ({ component }) =>
    component.customerOf.get(recordId),
  )

/**
 * The component of a record.
 *
 * @internal
 */
export const componentOf = ({ entries }: Resolution, recordId: string): Option.Option<Component> =>
  Option.map(HashMap.get(entries, recordId), ({ component }) => component)

/**
 * The values that are ignored since too many have them: the most frequent first.
 *
 * @internal
 */
export const genericValues = ({ generic }: Resolution): ReadonlyArray<GenericValue> =>
  Array.from(HashMap.values(generic)).toSorted(
    Order.combineAll<GenericValue>([
      Order.mapInput(Order.flip(Order.Number), ({ records }) => records),
      Order.mapInput(Order.String, ({ field }) => field),
      Order.mapInput(Order.String, ({ value }) => value),
    ]),
  )
