/**
 * The model that is shipped: for shops whose records are too few to learn from.
 *
 * @module
 */
import type { FieldType } from "./FieldType.ts"
import * as Household from "./Household.ts"
import type { BlockingRule, DecidingRule, KeyPart, LinkageModel } from "./LinkageModel.ts"
import type { FieldName } from "./LinkRecord.ts"
import * as UsualComparison from "./UsualComparison.ts"

const types: ReadonlyArray<readonly [FieldName, FieldType, FieldName?]> = [
  ["phone", "phone"],
  ["email", "email"],
  ["account", "token"],
  ["token", "token"],
  ["openId", "token"],
  ["unionId", "token"],
  ["device", "token"],
  ["nationalId", "identifier"],
  ["name", "fullName"],
  ["givenName", "givenName", "surname"],
  ["surname", "surname", "givenName"],
  ["birthDate", "birthDate"],
  ["address", "street"],
  ["city", "locality"],
  ["postcode", "postcode"],
]

/** One value of these is one person's, as far as anybody can say without learning. */
const deciding = ["phone", "email", "account", "token", "openId", "unionId", "nationalId"]

const same = (field: FieldName): DecidingRule => ({
  id: `same ${field}`,
  all: [{ field, is: "exact" }],
})

const whole = (...fields: ReadonlyArray<FieldName>): BlockingRule => ({
  id: fields.join(" and "),
  parts: fields.map((field): KeyPart => ({ field, take: "whole" })),
})

/**
 * A model for records as evidence is read into them. The same phone, e-mail address, account, token,
 * openid, unionid or national number is the same person; two national numbers of one country that are
 * not even alike are two. Else names, birth dates and addresses are weighed: what a household has in
 * common does not suffice, nor does a device alone. A city beside its postcode says nothing more.
 *
 * Its weights are set by hand, for tens of thousands of people; {@link Training} learns a shop's own.
 *
 * @example
 * ```ts
 * import { LinkRecord, PriorModel, Waterfall } from "entrepot/customers"
 *
 * const home = { surname: "robinson", address: "12 high street", postcode: "ls1 4ap" }
 * const alan = LinkRecord.make("1", { ...home, givenName: "alan", birthDate: "1980-02-28" })
 * const alec = LinkRecord.make("2", { ...home, givenName: "alec", birthDate: "2009-11-03" })
 * const again = LinkRecord.make("3", { ...home, givenName: "alan", birthDate: "1980-02-28" })
 * console.log(Waterfall.explain(PriorModel.model, alan, alec).verdict._tag)
 * console.log(Waterfall.explain(PriorModel.model, alan, again).verdict._tag)
 * ```
 * ```text
 * Unlinked
 * Linked
 * ```
 */
export const model: LinkageModel = {
  version: "prior-1",
  prior: 0.000_02,
  threshold: 0.99,
  comparisons: Household.besides(
    types.map(([field, type, partner]) => UsualComparison.of(type, field, partner)),
  ),
  values: [],
  blocking: [
    ...deciding.map((field) => whole(field)),
    whole("name", "birthDate"),
    whole("name", "address"),
    whole("name", "postcode"),
    whole("surname", "birthDate"),
    whole("givenName", "birthDate"),
    whole("surname", "givenName", "postcode"),
    whole("surname", "address"),
  ],
  links: deciding.map(same),
  vetoes: [{ id: "two national numbers", all: [{ field: "nationalId", is: "different" }] }],
}
