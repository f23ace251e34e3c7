/**
 * Models to start training from: comparisons by the types of fields, and blocking by the records.
 *
 * @module
 */
import * as BlockingChoice from "./BlockingChoice.ts"
import * as Columns from "./Columns.ts"
import * as FieldType from "./FieldType.ts"
import type { LinkageModel } from "./LinkageModel.ts"
import type { FieldName, LinkRecord } from "./LinkRecord.ts"
import * as UsualComparison from "./UsualComparison.ts"

/**
 * A model for records of typed fields: what is not trained weighs as is usual for the type. Of pairs,
 * at most 650,000 and 20 for each record are looked at, by many strict rules rather than by few lenient
 * ones, unless the budget says otherwise.
 *
 * @example
 * ```ts
 * import { LinkRecord, StartModel, Training } from "entrepot/customers"
 *
 * const people = ["alan,leeds", "alan,leeds", "mary,york", "mary,york", "joan,york"]
 * const records = people.map((person, at) => {
 *   const [givenName = "", city = ""] = person.split(",")
 *   return LinkRecord.make(String(at), { givenName, city })
 * })
 * const start = StartModel.of({ givenName: "givenName", city: "locality" }, records)
 * const model = Training.fit(start, records, { version: "2026-11" })
 * console.log(model.version, model.blocking.map(({ id }) => id))
 * ```
 * ```text
 * 2026-11 [ 'all' ]
 * ```
 */
export const of = (
  types: Readonly<Record<FieldName, FieldType.FieldType>>,
  records: ReadonlyArray<LinkRecord>,
  budget: BlockingChoice.Budget = {
    rulePairs: 2 * records.length + 40_000,
    pairs: 20 * records.length + 650_000,
  },
): LinkageModel => {
  const fields = Object.entries(types)
  const only = (type: FieldType.FieldType): FieldName | undefined => {
    const [field, second] = fields.filter(([, own]) => own === type)
    return second === undefined ? field?.[0] : undefined
  }
  const partnerOf = (type: FieldType.FieldType) => {
    if (type === "givenName") return only("surname")
    return type === "surname" ? only("givenName") : undefined
  }
  const parts = fields.flatMap(([field, type]) => FieldType.keyParts(type, field))
  return {
    version: "start",
    prior: Math.min(
      0.1,
      Math.max(1, records.length) / 2 / Columns.pairsOf(Columns.ofFields([], records)),
    ),
    threshold: 0.95,
    comparisons: fields.map(([field, type]) => UsualComparison.of(type, field, partnerOf(type))),
    values: [],
    blocking: BlockingChoice.choose(parts, records, budget),
    links: [],
    vetoes: [],
  }
}
