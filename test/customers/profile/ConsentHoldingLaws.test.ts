import { assert, describe, it } from "@effect/vitest"
import { Consent, ConsentHolding } from "entrepot/customers"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

// --- worlds --------------------------------------------------------------------------------------

const ids = ["a", "b", "c", "d"] as const
const id = fc.constantFrom(...ids)
/** Who is one customer with whom: the group of each record. */
const groups = fc.tuple(fc.nat(1), fc.nat(1), fc.nat(1), fc.nat(1))
type Groups = typeof groups extends fc.Arbitrary<infer A> ? A : never

const step = fc.record({
  does: fc.constantFrom("tell", "tell", "regroup", "withdraw"),
  id,
  standing: fc.constantFrom("given" as const, "withdrawn" as const),
  groups,
})
/** What happens before a record is withdrawn, and who is one customer then, and after it. */
const world = fc.record({
  steps: fc.array(step, { maxLength: 6 }),
  before: groups,
  gone: id,
  after: groups,
})
type World = typeof world extends fc.Arbitrary<infer A> ? A : never

const customerOf = (of: Groups, one: string): ReadonlyArray<string> =>
  ids.filter((_, i) => of[i] === of[ids.findIndex((id) => id === one)])

type Without = (
  told: Consent.Told,
  recordId: string,
  others: ReadonlyArray<string>,
) => Consent.Told | undefined

/** What is held after a record was withdrawn: of what its customer hold, each has what is left of it. */
const left = (
  without: Without,
  told: ReadonlyArray<Consent.Told>,
  gone: string,
  own: ReadonlyArray<string>,
): ReadonlyArray<Consent.Told> =>
  told.flatMap((one) => {
    const isFound = ConsentHolding.of(one).some((holder) => own.includes(holder))
    if (!isFound || !one.recordIds.includes(gone)) return [one]
    const others = own.filter((other) => other !== gone)
    return without(one, gone, others) ?? []
  })

/** All that was told before the last record is withdrawn. */
const lived = (without: Without, { steps }: World): ReadonlyArray<Consent.Told> => {
  let [told, now]: [ReadonlyArray<Consent.Told>, Groups] = [[], [0, 0, 0, 0]]
  for (const [at, { does, id, standing, groups }] of steps.entries()) {
    const own = customerOf(now, id)
    const subject = { purpose: "news", means: "sms", proof: "p" }
    const statement = { ...subject, statementId: `s${at}`, standing, at }
    if (does === "tell")
      told = [...told, { recordId: id, recordIds: own, recordedAt: at, statement }]
    // One that was withdrawn may come again.
    if (does === "withdraw") told = left(without, told, id, own)
    if (does === "regroup") now = groups
  }
  return told
}

/** Statements of a record whose customer has some records. */
const saidOf = (told: ReadonlyArray<Consent.Told>, one: string, own: ReadonlyArray<string>) =>
  Consent.ofRecords(told, [one, ...own.filter((other) => other !== one)])[0] ?? []

const wordOf = (told: ReadonlyArray<Consent.Told>, one: string, own: ReadonlyArray<string>) =>
  Consent.standings(saidOf(told, one, own), Infinity)[0]?.standing

/** What is told and held with the record and without it, and who stays one customer without it. */
const scene = (without: Without, all: World) => {
  const { before, gone, after } = all
  const own = customerOf(before, gone)
  const others = own.filter((one) => one !== gone)
  const strangers = ids.filter((one) => !own.includes(one))
  const told = lived(without, all)
  const still = (one: string) => others.filter((other) => customerOf(after, one).includes(other))
  return { gone, own, others, strangers, told, held: left(without, told, gone, own), still }
}

// --- laws ----------------------------------------------------------------------------------------

/** Whoever stood at no with the record stands so without it, though the others part by that. */
const takesNoNo = (without: Without) =>
  fc.property(world, (all) => {
    const { gone, others, told, held, still } = scene(without, all)
    for (const one of others)
      if (wordOf(told, one, [...still(one), gone]) === "withdrawn")
        assert.strictEqual(wordOf(held, one, still(one)), "withdrawn")
  })

/** Where the others stay one customer, what was told of them counts as it did. */
const leavesTheOthersWhatWasTold = (without: Without) =>
  fc.property(world, (all) => {
    const { own, others, told, held } = scene(without, all)
    for (const one of others)
      assert.deepStrictEqual(saidOf(held, one, others), saidOf(told, one, own))
  })

/** A yes is one customer's, though the others part. */
const doublesNoYes = (without: Without) =>
  fc.property(world, (all) => {
    const { others, held, still } = scene(without, all)
    for (const yes of held.filter(({ statement }) => statement.standing === "given")) {
      const asked = others.filter((one) => saidOf([yes], one, still(one)).length > 0)
      assert.isAtMost(new Set(asked.map((one) => still(one).join())).size, 1)
    }
  })

/** Whoever is another customer by now has what they had. */
const leavesStrangersAlone = (without: Without) =>
  fc.property(world, (all) => {
    const { strangers, told, held } = scene(without, all)
    for (const one of strangers) {
      const own = customerOf(all.before, one)
      assert.deepStrictEqual(saidOf(held, one, own), saidOf(told, one, own))
    }
  })

// --- mutants -------------------------------------------------------------------------------------

const { without } = ConsentHolding

const goesWithIt: Without = (told, id, others) =>
  told.recordId === id ? undefined : without(told, id, others)
const onlyNoStays: Without = (told, id, others) =>
  told.statement.standing === "given" ? goesWithIt(told, id, others) : without(told, id, others)
const toTheSenior: Without = (told, id, others) => {
  const senior = others.filter((one) => told.recordIds.includes(one)).slice(0, 1)
  const left = without(told, id, senior)
  return left && told.recordId === id ? { ...left, recordIds: senior } : left
}
const toEach: Without = (told, id, others) => {
  const left = without(told, id, others)
  return left && { ...left, recordId: id }
}
const toAllOfThen: Without = (told, id) => {
  const recordIds = told.recordIds.filter((one) => one !== id)
  return recordIds.length === 0 ? undefined : { ...told, recordIds }
}

describe("consents of a customer of whom a record is withdrawn", () => {
  it("never say yes again where the customer said no, though they part by it", () => {
    holds(takesNoNo(without))
    kills(takesNoNo(goesWithIt))
    kills(takesNoNo(toTheSenior))
  })

  it("stand as they stood where the others stay together", () => {
    holds(leavesTheOthersWhatWasTold(without))
    kills(leavesTheOthersWhatWasTold(goesWithIt))
    kills(leavesTheOthersWhatWasTold(onlyNoStays))
  })

  it("are a yes of one of those who part, not of each", () => {
    holds(doublesNoYes(without))
    kills(doublesNoYes(toEach))
  })

  it("stay what they were for whoever had become another customer", () => {
    holds(leavesStrangersAlone(without))
    kills(leavesStrangersAlone(toAllOfThen))
  })
})
