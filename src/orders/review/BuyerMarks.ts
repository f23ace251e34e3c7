/**
 * By what the buyer of an order is known again: keyed hashes of what the order says. Pure.
 *
 * @module
 */
import { Result, Schema } from "effect"

import type { Personal } from "../../channels/OrderTerms.ts"
import * as Email from "../../customers/evidence/Email.ts"
import * as PhoneForms from "../../customers/evidence/PhoneForms.ts"
import { Country } from "../../kernel/Address.ts"
import type { Order } from "../Order.ts"
import type { BuyerKey } from "./ReviewCommand.ts"

/** Digests a text under the key of the store. */
export type Hash = (text: string) => string

/** As much of an order as names its buyer beside what it says about persons. */
export type Bearer = Pick<
  Order,
  "channel" | "account" | "customerRef" | "customerScope" | "destination"
>

/**
 * What is compared of a mark: people write one number in many ways.
 *
 * @example
 * ```ts
 * import { BuyerMarks } from "entrepot/orders"
 *
 * console.log(BuyerMarks.textOf.phone("0151/234 567"), BuyerMarks.textOf.email(" Ada@Example.com"))
 * ```
 * ```text
 * 151234567 ada@example.com
 * ```
 */
export const textOf = {
  /** Digits, without a prefix of noughts. */
  phone: (text: string): string => text.replace(/\D/g, "").replace(/^0+/, ""),
  /** Small letters. */
  email: (text: string): string => text.trim().toLowerCase(),
}

/**
 * The marks of the buyer of an order, each once.
 *
 * @example
 * ```ts
 * import { BuyerMarks } from "entrepot/orders"
 *
 * const order = { channel: "web", account: "de", customerRef: "c-12" }
 * const recipient = { phone: "0151 23456789", lines: [], country: "DE" }
 * const marks = BuyerMarks.of((text) => `hash of ${text.length}`, order, { recipient })
 * console.log(marks.map(({ by }) => by).join(", "))
 * ```
 * ```text
 * customer, phone
 * ```
 */
export const of = (
  hash: Hash,
  { channel, account, customerRef, customerScope = "account", destination }: Bearer,
  said: Personal | undefined,
): ReadonlyArray<BuyerKey> => {
  const keys: Array<BuyerKey> = []
  const { phone, email, masked } = said?.recipient ?? {}
  if (customerRef !== undefined)
    keys.push({
      by: "customer",
      hash: hash(
        [channel, ...(customerScope === "account" ? [account] : []), customerRef].join("\u0000"),
      ),
    })
  // A masked phone is that of many.
  if (phone !== undefined && masked !== true)
    keys.push({ by: "phone", hash: hash(textOf.phone(phone)) })
  if (email !== undefined && masked !== true)
    keys.push({ by: "email", hash: hash(textOf.email(email)) })
  if (destination !== undefined) keys.push({ by: "door", hash: destination.door })
  return keys
}

/** A phone or an e-mail address of somebody, as it is written. */
export const Contact = Schema.Struct({
  by: Schema.Literals(["phone", "email"]),
  text: Schema.String,
  /** In whose form a phone is written. */
  country: Schema.optional(Country),
})
/** A phone or an e-mail address of somebody, as it is written. */
export type Contact = typeof Contact.Type

/**
 * The marks of a contact in whatever form it is written. An order is compared with the blacklist as
 * both were written; what is erased or told of somebody must not hang on that.
 *
 * @example
 * ```ts
 * import { BuyerMarks } from "entrepot/orders"
 *
 * const marks = (text: string) =>
 *   BuyerMarks.inAnyForm((digits) => digits, { by: "phone", text, country: "DE" })
 * console.log(marks("0151 23456789").map(({ hash }) => hash).join(" "))
 * console.log(marks("+49 151 23456789").map(({ hash }) => hash).join(" "))
 * ```
 * ```text
 * 15123456789 4915123456789
 * 4915123456789 15123456789
 * ```
 */
export const inAnyForm = (hash: Hash, { by, text, country }: Contact): ReadonlyArray<BuyerKey> => {
  const forms =
    by === "phone"
      ? PhoneForms.of(text, country)
      : [text, Result.getOrElse(Email.read(text), () => text)]
  return Array.from(new Set(forms.map(textOf[by])), (form) => ({ by, hash: hash(form) }))
}

/**
 * The marks of the buyer of an order, its contacts in any form. Some may be there twice.
 *
 * @internal
 */
export const all = (
  hash: Hash,
  bearer: Bearer,
  said: Personal | undefined,
): ReadonlyArray<BuyerKey> => {
  const { phone, email, masked, country } = said?.recipient ?? {}
  const written = { phone, email }
  const contacts = (["phone", "email"] as const).flatMap((by) => {
    const text = masked === true ? undefined : written[by]
    return text === undefined ? [] : [{ by, text, country }]
  })
  return [...of(hash, bearer, said), ...contacts.flatMap((one) => inAnyForm(hash, one))]
}
