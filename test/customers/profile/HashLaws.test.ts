import { assert, describe, it } from "@effect/vitest"
import {
  type Identifier,
  Kept,
  GenericValue,
  type LinkRecord,
  ModelLinker,
  PersonalPolicy,
  PersonRecord,
  PriorModel,
} from "entrepot/customers"
import { Digest } from "entrepot/kernel"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

type Linked = typeof PersonRecord.linkRecord

/** Hashes of different values that differ in a few letters, as any two may. */
const hash = (text: string) => `${"0".repeat(56)}${Digest.keyed("key", text).slice(0, 8)}`

/** Of each field values that have nothing in common, and a mask. */
const pools: ReadonlyArray<ReadonlyArray<Identifier.Identifier>> = [
  [
    { _tag: "Phone", value: "+49 151 23456789" },
    { _tag: "Phone", value: "+86 138 0000 1111" },
  ],
  [
    { _tag: "Email", value: "ada@example.com" },
    { _tag: "Email", value: "wq7zz@kiosk.net" },
  ],
  [
    { _tag: "Surname", value: "Lovelace" },
    { _tag: "Surname", value: "Zhong" },
  ],
  [
    { _tag: "GivenName", value: "Ada" },
    { _tag: "GivenName", value: "Wim" },
  ],
  [
    { _tag: "BirthDate", value: "1990-02-28" },
    { _tag: "BirthDate", value: "1941-11-17" },
  ],
  [
    { _tag: "NationalId", value: "X1234567" },
    { _tag: "NationalId", value: "99ZZ5" },
  ],
  [
    { _tag: "AddressLine", value: "Elm Street 5" },
    { _tag: "AddressLine", value: "Quay 77" },
  ],
]
const fields = ["phone", "email", "surname", "givenName", "birthDate", "nationalId", "address"]
const word = fc
  .tuple(...pools.map((pool) => fc.option(fc.constantFrom(...pool))))
  .map((all) => all.flatMap((one) => (one === null ? [] : [one])))
const hashedFields = fc.subarray(fields)
const side = fc.record({
  said: word,
  hashed: hashedFields,
  country: fc.constantFrom("DE", "GB"),
})

const personOf = (
  recordId: string,
  identifiers: ReadonlyArray<Identifier.Identifier>,
  hashed: ReadonlyArray<string>,
  country = "DE",
): PersonRecord.PersonRecord => {
  const policy = {
    ...PersonalPolicy.open("web"),
    fields: hashed.map((field) => ({ field, keep: "hash" as const })),
  }
  const said = { recordId, observedAt: 0, country, identifiers }
  const kept = Kept.admit(policy, said, [], hash)
  return { recordId, channel: "web", knownSince: 0, observedAt: 0, country, kept }
}

// --- mutants -------------------------------------------------------------------------------------

const nameless: Linked = (...given) => {
  const { names: _, ...record } = PersonRecord.linkRecord(...given)
  return record
}

/** Hashes beside what is in clear, counted as values of their own. */
const twinned: Linked = (...given) => {
  const record = PersonRecord.linkRecord(...given)
  const values = [...record.values].map(
    ([field, own]) => [field, [...new Set([...own, ...(record.names?.get(field) ?? [])])]] as const,
  )
  return { id: record.id, values: new Map(values) }
}

/** Tells each hash in another way. */
const retold =
  (retell: (value: string) => string): Linked =>
  (...given) => {
    const record = PersonRecord.linkRecord(...given)
    const all = (own: ReadonlyMap<string, ReadonlyArray<string>> = new Map()) =>
      new Map([...own].map(([field, values]) => [field, values.map(retell)]))
    return { ...record, values: all(record.values), names: all(record.names) }
  }
/** Says of hashes that they are texts like others. */
const asText = retold((value) => value.replace("hmac:", "#"))
/** Does not say of which country a hashed number is. */
const stateless = retold((value) => value.replace(/^hmac:[A-Z]{2}:/, "hmac:"))

// --- laws ----------------------------------------------------------------------------------------

const linker = ModelLinker.make(PriorModel.model)
const shareKey = (a: LinkRecord.LinkRecord, b: LinkRecord.LinkRecord): boolean => {
  const own = new Set(linker.keysOf(a))
  return linker.keysOf(b).some((key) => own.has(key))
}

const comparesAsInClear = (linkRecord: Linked) =>
  fc.property(side, side, (one, other) => {
    const person = (id: string, { said, country }: typeof one, hashed: ReadonlyArray<string>) =>
      personOf(id, said, hashed, country)
    const clear = [person("a", one, []), person("b", other, [])] as const
    const kept = [person("a", one, one.hashed), person("b", other, other.hashed)]
    const [a, b] = clear.map((person) => PersonRecord.linkRecord(person, hash))
    const [c, d] = kept.map((person) => linkRecord(person, hash))
    if (a === undefined || b === undefined || c === undefined || d === undefined) return
    const [wanted, found] = [linker.over([a, b]), linker.over([c, d])]
    assert.deepStrictEqual(found.linkOf(c, d), wanted.linkOf(a, b))
    assert.deepStrictEqual(found.linkOf(d, c), wanted.linkOf(a, b))
    assert.strictEqual(found.vetoOf(c, d), wanted.vetoOf(a, b))
    assert.strictEqual(shareKey(c, d), shareKey(a, b))
  })

const crowd = fc.array(fc.record({ name: fc.nat(5), hashed: hashedFields }), {
  minLength: 3,
  maxLength: 8,
})

const countsOnce = (linkRecord: Linked) =>
  fc.property(crowd, fc.nat(4), (all, companions) => {
    const genericOf = (isHashed: boolean) => {
      const records = all.map(({ name, hashed }, i) => {
        const surname = `${"abcdef".charAt(name)}nderson`
        const said = [
          { _tag: "Phone" as const, value: "+49 151 23456789" },
          { _tag: "Surname" as const, value: surname },
        ]
        const person = personOf(`r${i}`, said, isHashed ? hashed : [])
        return isHashed ? linkRecord(person, hash) : PersonRecord.linkRecord(person, hash)
      })
      const told = records.flatMap((record) =>
        GenericValue.tellingValues(record).map((value) => ({ ...value, id: record.id })),
      )
      const holdings = [...Map.groupBy(told, ({ value }) => value).values()]
      return holdings.map((holders) => {
        const holding = {
          field: "phone",
          value: holders[0]?.value ?? "",
          recordIds: holders.map(({ id }) => id),
        }
        return GenericValue.recognise(holding, (id) => records.find((record) => record.id === id), {
          companions,
          records: 6,
          perKey: 9,
        })
      })
    }
    assert.deepStrictEqual(genericOf(true), genericOf(false))
  })

describe("a value that is kept as a hash", () => {
  it("is compared, vetoes and is found as it would be in clear", () => {
    holds(comparesAsInClear(PersonRecord.linkRecord), 150)
    kills(comparesAsInClear(nameless))
    kills(comparesAsInClear(asText))
    kills(comparesAsInClear(stateless))
  })

  it("says nothing against a mask, which it may be the value of", () => {
    const said = { _tag: "Email", value: "ada@example.com" } as const
    const phone = (value: string) => ({ _tag: "Phone", value }) as const
    const linkOf = (...words: ReadonlyArray<ReadonlyArray<Identifier.Identifier>>) => {
      const [a, b] = words.map((word, i) =>
        PersonRecord.linkRecord(personOf(`r${i}`, word, i === 1 ? ["phone"] : []), hash),
      )
      return a === undefined || b === undefined ? undefined : linker.over([a, b]).linkOf(a, b)
    }
    const known = linkOf([said, phone("0151****6789")], [said, phone("+49 151 23456789")])
    assert.deepStrictEqual(known, linkOf([said], [said]))
    assert.isDefined(known)
  })

  it("counts once, with those who have it in clear", () => {
    holds(countsOnce(PersonRecord.linkRecord), 200)
    kills(countsOnce(nameless))
    kills(countsOnce(twinned))
  })
})
