/** Small worlds of records and decisions that arrive in some order. */
import { type Identifier, type LinkageModel, PriorModel } from "entrepot/customers"
import fc from "fast-check"

import { numbers, shuffled } from "../resolution/support/worlds.ts"
import { email, phone } from "./customers.ts"

export type Step =
  | {
      readonly does: "observe"
      readonly id: string
      readonly at: number
      readonly says: ReadonlyArray<Identifier.Identifier>
    }
  | {
      readonly does: "merge" | "keepApart"
      readonly edgeId: string
      readonly left: string
      readonly right: string
    }
  | { readonly does: "takeBack"; readonly edgeId: string }
  | { readonly does: "refit"; readonly model: LinkageModel.LinkageModel }

// --- models --------------------------------------------------------------------------------------

const { comparisons, blocking, links, ...prior } = PriorModel.model
const fields = ["phone", "email", "account", "nationalId"]
/** Of the shipped model what worlds ask for, with so little room that values are generic in them. */
export const small: LinkageModel.LinkageModel = {
  ...prior,
  version: "small",
  comparisons: comparisons.filter(({ field }) => fields.includes(field)),
  blocking: blocking.filter(({ id }) => fields.includes(id)),
  links: links.filter(({ all }) => all.every(({ field }) => fields.includes(field))),
  limits: { companions: 2, records: 3, perKey: 3 },
}
const wider: LinkageModel.LinkageModel = {
  ...small,
  version: "wider",
  limits: { companions: 3, records: 5, perKey: 2 },
}
const host = { domain: "example.org", issuer: "a forwarder", source: "the host" }
const relayed: LinkageModel.LinkageModel = { ...small, version: "relayed", relays: [host] }
const nobodys: LinkageModel.LinkageModel = {
  ...small,
  version: "nobody's",
  limits: { companions: 9, records: 9, perKey: 9 },
  values: [
    ["phone", "+4915123456789"],
    ["email", "bob@example.org"],
    ["account", '["web",null,null,null,"guest"]'],
  ].map(([field = "", value = ""]) => ({
    field,
    frequencies: [],
    rarest: 0.001,
    generic: [value],
  })),
}

// --- worlds --------------------------------------------------------------------------------------

export const ids = [
  "web-1",
  "web-2",
  "web-3",
  "tmall-1",
  "tmall-2",
  "till-1",
  "till-2",
  "app-1",
  "app-2",
]
const id = fc.constantFrom(...ids)
const account = (value: string): Identifier.Identifier => ({
  _tag: "Account",
  value,
  scope: { issuer: "web" },
})
const said = fc
  .tuple(
    fc.constantFrom(undefined, "+49 151 23456789", "+49 151 99999999", "0151/23456789"),
    fc.constantFrom(undefined, undefined, "ada@example.com", "bob@example.org"),
    fc.constantFrom(undefined, undefined, undefined, "guest", "ada"),
    fc.constantFrom(undefined, undefined, undefined, undefined, undefined, "A1", "Z9"),
  )
  .map(([called, mail, named, registered]): ReadonlyArray<Identifier.Identifier> => [
    ...(called === undefined ? [] : [phone(called)]),
    ...(mail === undefined ? [] : [email(mail)]),
    ...(named === undefined ? [] : [account(named)]),
    ...(registered === undefined
      ? []
      : [{ _tag: "NationalId" as const, value: registered, country: "DE" }]),
  ])

/** What is heard of a record first, and maybe something else later, which may be older. */
const words = fc
  .uniqueArray(
    fc.record({ id, says: said, later: fc.option(said, { freq: 3 }), isOlder: fc.boolean() }),
    { selector: (word) => word.id, minLength: 8, maxLength: ids.length },
  )
  .map((all) =>
    all.map(({ id, says, later, isOlder }, i): ReadonlyArray<Step> => {
      const first: Step = { does: "observe", id, at: 100 + i, says }
      const at = isOlder ? i : 200 + i
      return later === null ? [first] : [first, { does: "observe", id, at, says: later }]
    }),
  )

/** A decision by hand, which may be taken back. */
const decisions = fc
  .array(fc.tuple(fc.constantFrom("merge", "merge", "keepApart"), id, id, fc.boolean()), {
    maxLength: 4,
  })
  .map((all) =>
    all.map(([does, left, right, isTakenBack], i): ReadonlyArray<Step> => {
      const edgeId = `e${i}`
      const made: Step = { does: does === "merge" ? "merge" : "keepApart", edgeId, left, right }
      return isTakenBack ? [made, { does: "takeBack", edgeId }] : [made]
    }),
  )

const refits = fc
  .array(fc.constantFrom(small, wider, relayed, nobodys), { maxLength: 2 })
  .map((all) => all.map((model): ReadonlyArray<Step> => [{ does: "refit", model }]))

/** Threads of steps, each in its own order: first words, and what comes after. */
export interface World {
  readonly first: ReadonlyArray<ReadonlyArray<Step>>
  readonly later: ReadonlyArray<ReadonlyArray<Step>>
}

/** Records alone, whose customers are the same for any order. */
export const tellings: fc.Arbitrary<World> = words.map((all) => ({
  first: all.map((own) => own.slice(0, 1)),
  later: all.map((own) => own.slice(1)),
}))

export const worlds: fc.Arbitrary<World> = fc
  .tuple(tellings, decisions, refits)
  .map(([{ first, later }, decided, put]) => ({ first, later: [...later, ...decided, ...put] }))

/** Records come first, and then everything in some order. */
export const arrival = ({ first, later }: World, seed: number): ReadonlyArray<Step> => [
  ...mixed(first, seed),
  ...mixed(later, seed),
]

const mixed = (threads: ReadonlyArray<ReadonlyArray<Step>>, seed: number): ReadonlyArray<Step> => {
  const turns = threads.flatMap((thread, i) => thread.map(() => i))
  const waiting = threads.map((thread) => [...thread])
  return shuffled(turns, numbers(seed)).flatMap((i) => waiting[i]?.shift() ?? [])
}
