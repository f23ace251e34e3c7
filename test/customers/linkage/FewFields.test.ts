/** Training where what is learned need not be persons: the usual weights stay, and the model says why. */
import { assert, describe, it } from "@effect/vitest"
import { type FieldType, LinkRecord, StartModel, Training } from "entrepot/customers"

import { drawing, people } from "./support/generated.ts"

type Types = Readonly<Record<string, FieldType.FieldType>>
type Records = ReadonlyArray<LinkRecord.LinkRecord>

const fitted = (types: Types, records: Records) => {
  const start = StartModel.of(types, records)
  return { start, model: Training.fit(start, records, { version: "1", pairs: 20_000 }) }
}

/** The weights of the start stand, and the model says why. */
const assertUsual = (
  { start, model }: ReturnType<typeof fitted>,
  because: "fewFields" | "contradicted",
) => {
  assert.strictEqual(model.learned?.weights, "usual")
  assert.strictEqual(model.learned?.because, because)
  assert.deepStrictEqual(model.comparisons, start.comparisons)
  assert.strictEqual(model.prior, start.prior)
}

const wordsOf = (draw: () => number) => (length: number) =>
  Array.from({ length }, () => "abcdefghijklmnoprstuvwz".charAt(Math.floor(draw() * 23))).join("")

/** People who each have one address, of few names and fewer domains. */
const mails = (count: number, seed: number): Records => {
  const draw = drawing(seed)
  const below = (end: number) => Math.floor(draw() * end)
  const word = wordsOf(draw)
  const names = Array.from({ length: 20 }, () => word(5))
  const domains = ["gmail.com", "yahoo.com", "gmx.de", "qq.com"]
  const found = new Set<string>()
  while (found.size < count)
    found.add(`${names[below(20)]}.${names[below(20)]}${below(100)}@${domains[below(4)]}`)
  return Array.from(found, (email, at) => LinkRecord.make(`r${at}`, { email }))
}

/** Accounts that are opened in series: all that they say is alike within one, and never the same. */
const series = (count: number, size: number, seed: number): Records => {
  const draw = drawing(seed)
  const digits = (length: number) => Math.floor(draw() * 10 ** length)
  const word = wordsOf(draw)
  return Array.from({ length: count }, (_, of) => {
    const [name, phone, id] = [word(8), 1e6 + digits(6), 1e7 + digits(7)]
    return Array.from({ length: size }, (_, at) =>
      LinkRecord.make(`r${of}-${at}`, {
        email: `${name}${10 + at}@shop.example`,
        phone: `+4477${phone}${at}`,
        nationalId: `${id}${at}`,
      }),
    )
  }).flat()
}

/** A number that says nothing of those of other people. */
const numberOf = (person = ""): number => Math.imul(Number(person) + 1, 0x9e3779b1) >>> 0

/** Some of the fields of records. */
const only = (fields: ReadonlyArray<string>, records: Records): Records =>
  records.map((record) => ({
    ...record,
    values: new Map([...record.values].filter(([field]) => fields.includes(field))),
  }))

describe("training", () => {
  it("learns nothing from addresses alone, of which no two are one person's", () => {
    assertUsual(fitted({ email: "email" }, mails(300, 5)), "fewFields")
  })

  it("learns nothing from two fields, by which no class can be told from another", () => {
    const { records } = people(300, 11)
    const types = { surname: "surname", email: "email" } as const
    assertUsual(fitted(types, only(Object.keys(types), records)), "fewFields")
  })

  it("counts fields as one of which one depends on the other, as the postcode does on the town", () => {
    const { records } = people(300, 11)
    const types = { surname: "surname", city: "locality", postcode: "postcode" } as const
    assertUsual(fitted(types, only(Object.keys(types), records)), "fewFields")
  })

  it("counts only fields that most matches show, however many a model compares", () => {
    const { records, types } = people(300, 11)
    const rest = records.map((record, at) =>
      at % 10 === 0 ? [record] : only(["surname", "email"], [record]),
    )
    assertUsual(fitted(types, rest.flat()), "fewFields")
  })

  it("takes no class of people who are alike and never the same for one person", () => {
    const types = { email: "email", phone: "phone", nationalId: "identifier" } as const
    assertUsual(fitted(types, series(60, 5, 1)), "contradicted")
  })

  it("takes what it learns of many fields, of which one is never the same twice", () => {
    const { records, types, truth } = people(300, 11)
    const tickets = records.map((record, at) => ({
      ...record,
      values: new Map([
        ...record.values,
        ["ticket", [`${numberOf(truth.get(record.id))}${at % 10}`]],
      ]),
    }))
    const { model } = fitted({ ...types, ticket: "identifier" }, tickets)
    assert.strictEqual(model.learned?.weights, "learned")
    assert.strictEqual(model.learned?.because, undefined)
  })
})
