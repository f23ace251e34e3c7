/**
 * How orders and the documents that show them are named.
 *
 * @module
 */
import { Schema } from "effect"

import * as ChannelOrder from "../channels/ChannelOrder.ts"
import * as Id from "../kernel/Id.ts"

const encoder = new TextEncoder()

const atMost = (bytes: number) =>
  Schema.makeFilter((text: string) => encoder.encode(text).length <= bytes, {
    expected: `at most ${bytes} bytes in UTF-8`,
  })

/** Names a channel or an account at it; short, because a key of the store holds several ids. */
export const ShortId = Id.Id.check(atMost(100))
/** A short id, as a plain string. */
export type ShortId = typeof ShortId.Type

/** An account at a channel. */
export const Account = Schema.Struct({ channel: ShortId, account: ShortId })
/** An account at a channel. */
export type Account = typeof Account.Type

/** Names what a document showed at some time, of at most 90 bytes. */
export const Revision = Id.Id.check(atMost(90)).annotate({ title: "Revision" })
/** A revision, as a plain string. */
export type Revision = typeof Revision.Type

/** The parts of an {@link OrderRef}, for schemas that are about an order. */
export const refFields = {
  channel: ShortId,
  account: ShortId,
  externalId: Id.Id,
  kind: ChannelOrder.Kind,
}

/**
 * Names an order: by the channel, the account at it, and the channel's own id.
 *
 * Channels show further documents under the id of an order, such as what was taken back of it, so
 * the kind is part of the name.
 */
export const OrderRef = Schema.Struct(refFields)
/** The name of an order. */
export type OrderRef = typeof OrderRef.Type

/**
 * The name of an order as one text: unique, since no id holds NUL.
 *
 * @example
 * ```ts
 * import { OrderRef } from "entrepot/orders"
 *
 * const ref = { channel: "csv", account: "shop", externalId: "7", kind: "order" } as const
 * console.log(OrderRef.orderName(ref) === OrderRef.orderName({ ...ref, externalId: "8" }))
 * ```
 * ```text
 * false
 * ```
 */
export const orderName = ({ channel, account, kind, externalId }: OrderRef): string =>
  `${channel}\u0000${account}\u0000${kind}\u0000${externalId}`

/**
 * Which of two revisions that were seen at one instant is the later one, as -1, 0 or 1. The first
 * number in each counts as a number, since most channels count up, and all else as text.
 *
 * @example
 * ```ts
 * import { OrderRef } from "entrepot/orders"
 *
 * console.log(["10", "9"].toSorted(OrderRef.compareRevisions).join(" "))
 * console.log(["v10-b", "v9-c", "v10-a"].toSorted(OrderRef.compareRevisions).join(" "))
 * ```
 * ```text
 * 9 10
 * v9-c v10-a v10-b
 * ```
 */
export const compareRevisions = (left: string, right: string): number => {
  const [one, other] = [revisionKey(left), revisionKey(right)]
  for (const [i, part] of one.entries()) {
    const that = other[i] ?? ""
    if (part !== that) return part < that ? -1 : 1
  }
  return 0
}

/** What stands before the first number, the number (the longer, the greater), and all of it. */
const revisionKey = (revision: string): ReadonlyArray<string | number> => {
  const [, before = "", , digits = ""] = /^(\D*)(0*)(\d*)/.exec(revision) ?? []
  return [before, digits.length, digits, revision.slice(before.length), revision]
}

/** Names a document: what an order looked like in one revision. */
export interface DocumentRef extends OrderRef {
  readonly revision: Revision
}

/** The name of a document as one text: unique, since no id holds NUL. */
export const documentName = (ref: DocumentRef): string => `${orderName(ref)}\u0000${ref.revision}`
