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

/** Fields of words, which people write in several ways. */
const worded: ReadonlySet<FieldName> = new Set(["name", "givenName", "surname", "address"])

const together = (...fields: ReadonlyArray<FieldName>): BlockingRule => ({
  id: fields.join(" and "),
  parts: fields.map((field): KeyPart => ({ field, take: worded.has(field) ? "folded" : "whole" })),
})

/**
 * A model for records as evidence is read into them. The same phone, e-mail address, account, token,
 * openid, unionid or national number is the same person; two national numbers of one country that are
 * not even alike are two. Else names, birth dates, addresses and devices are weighed against two
 * strangers and against two people of one home: what a household has in common does not suffice, nor does
 * a device, with the birth date of twins or without. A city beside its postcode says nothing more, and a
 * full name beside its parts neither.
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
  version: "prior-2",
  prior: 0.000_02,
  threshold: 0.99,
  atHome: 0.5,
  comparisons: Household.among(
    types.map(([field, type, partner]) => ({
      ...UsualComparison.of(type, field, partner),
      ...(field === "name" ? { parts: ["givenName", "surname"] as const } : {}),
    })),
  ),
  values: [],
  blocking: [
    ...deciding.map((field) => together(field)),
    together("name", "birthDate"),
    together("name", "address"),
    together("name", "postcode"),
    together("name", "device"),
    {
      id: "name and end of phone",
      parts: [
        { field: "name", take: "folded" },
        { field: "phone", take: "end", length: 4 },
      ],
    },
    together("surname", "birthDate"),
    together("givenName", "birthDate"),
    together("surname", "givenName", "postcode"),
    together("surname", "address"),
  ],
  links: deciding.map(same),
  vetoes: [{ id: "two national numbers", all: [{ field: "nationalId", is: "different" }] }],
}
