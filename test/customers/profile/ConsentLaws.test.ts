import { assert, describe, it } from "@effect/vitest"
import { Consent, ConsentHolding } from "entrepot/customers"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

type Statement = Consent.Statement
type Standings = ReadonlyArray<Consent.Standing>

const subject = {
  purpose: fc.constantFrom("news", "toString"),
  means: fc.constantFrom("email", "sms"),
}
const said: fc.Arbitrary<ReadonlyArray<Statement>> = fc
  .array(
    fc.record({
      ...subject,
      standing: fc.constantFrom("given" as const, "withdrawn" as const),
      at: fc.nat(3),
    }),
    { maxLength: 6 },
  )
  .map((all) => all.map((one, i) => ({ ...one, statementId: `s${i}`, proof: "p" })))
const world = fc.record({ one: said, other: said, third: said, at: fc.nat(3), ...subject })

// --- mutants -------------------------------------------------------------------------------------

const latestWins: typeof Consent.strictest = (parts) => Consent.standings(parts.flat(), Infinity)

const anyYes: typeof Consent.strictest = (parts) => {
  const given = parts.flat().filter(({ standing }) => standing === "given")
  const others = parts.flat().filter((one) => !given.some((yes) => yes.means === one.means))
  return Consent.strictest([given, others])
}

const firstOfAll: typeof Consent.strictest = ([first = []]) => first

// --- laws ----------------------------------------------------------------------------------------

/** Given, withdrawn or never said. */
const wordOf = (standings: Standings, purpose: string, means: string) =>
  standings.find((one) => one.purpose === purpose && one.means === means)?.standing

const mergesToTheStrictest = (strictest: typeof Consent.strictest) =>
  fc.property(world, ({ one, other, at, purpose, means }) => {
    const parts = [one, other].map((all) => Consent.standings(all, at))
    const merged = strictest(parts)
    const words = parts.map((part) => wordOf(part, purpose, means))
    const wanted = words.includes("withdrawn")
      ? "withdrawn"
      : words.includes("given")
        ? "given"
        : undefined
    assert.strictEqual(wordOf(merged, purpose, means), wanted)
    assert.strictEqual(Consent.allows(merged, { purpose, means }), wanted === "given")
  })

const mergesAlike = (strictest: typeof Consent.strictest) =>
  fc.property(world, ({ one, other, third, at }) => {
    const [a = [], b = [], c = []] = [one, other, third].map((all) => Consent.standings(all, at))
    // Statements of two records may share an instant and an id here: only the words have to agree.
    const words = (standings: Standings) =>
      standings.map(({ purpose, means, standing }) => [purpose, means, standing])
    assert.deepStrictEqual(words(strictest([a, b])), words(strictest([b, a])))
    assert.deepStrictEqual(
      words(strictest([strictest([a, b]), c])),
      words(strictest([a, strictest([b, c])])),
    )
    assert.deepStrictEqual(words(strictest([a, a])), words(a))
  })

const standsAsLastSaid = (standings: typeof Consent.standings) =>
  fc.property(
    said.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all]))),
    fc.nat(3),
    ([all, some], at) => {
      const came = standings([...some, ...all], at)
      assert.deepStrictEqual(came, Consent.standings(all, at))
      for (const { purpose, means, standing } of came) {
        const until = all.filter(
          (one) => one.purpose === purpose && one.means === means && one.at <= at,
        )
        const last = Math.max(...until.map((one) => one.at))
        const words = until.filter((one) => one.at === last).map((one) => one.standing)
        assert.strictEqual(standing, words.includes("withdrawn") ? "withdrawn" : "given")
      }
    },
  )

/** A clock that is ahead delays no no: it counts from when it was heard, and a yes from when it was said. */
const countsAsSoonAsHeard = (standings: typeof Consent.standings) =>
  fc.property(said, fc.nat(3), fc.nat(3), (all, recordedAt, at) => {
    const came = standings(
      all.map((one) => ({ ...one, recordedAt })),
      at,
    )
    const isNews = ({ standing, at: saidAt }: Statement) =>
      saidAt <= at || (standing === "withdrawn" && recordedAt <= at)
    assert.deepStrictEqual(came, Consent.standings(all.filter(isNews), Infinity))
  })

// --- statements of customers ---------------------------------------------------------------------

type OfRecords = typeof Consent.ofRecords

const ids = ["a", "b", "c"] as const
/** Who is one customer with whom: the group of each record. */
const groups = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2))
type Groups = readonly [number, number, number]

const customersIn = (of: Groups): ReadonlyArray<ReadonlyArray<string>> => [
  ...Map.groupBy(ids, (_, i) => of[i]).values(),
]
/** As if whoever is apart in the one had never been one customer in the other. */
const apart = (of: Groups, by: Groups): Groups => {
  const both = ids.map((_, i) => `${of[i]} ${by[i]}`)
  const [a = 0, b = 0, c = 0] = both.map((one) => both.indexOf(one))
  return [a, b, c]
}

interface Word {
  readonly recordId: string
  readonly groups: Groups
  readonly statement: Statement
}
const words: fc.Arbitrary<ReadonlyArray<Word>> = fc
  .array(
    fc.record({
      recordId: fc.constantFrom(...ids),
      groups,
      standing: fc.constantFrom("given" as const, "withdrawn" as const),
    }),
    { maxLength: 6 },
  )
  .map((all) =>
    all.map(({ standing, ...word }, i) => ({
      ...word,
      statement: {
        statementId: `s${i}`,
        purpose: "news",
        means: "sms",
        standing,
        at: i,
        proof: "p",
      },
    })),
  )

const toldOf = (all: ReadonlyArray<Word>, by?: Groups): ReadonlyArray<Consent.Told> =>
  all.map(({ recordId, groups: were, statement }) => ({
    recordId,
    recordIds:
      customersIn(by === undefined ? were : apart(were, by)).find((own) =>
        own.includes(recordId),
      ) ?? [],
    recordedAt: statement.at,
    statement,
  }))

const standing = (
  ofRecords: OfRecords,
  told: ReadonlyArray<Consent.Told>,
  own: readonly string[],
) => Consent.strictest(ofRecords(told, own).map((some) => Consent.standings(some, Infinity)))

type Decided = (told: Consent.Told, decision: ConsentHolding.Decided) => Consent.Told

/** After merges were taken back everybody stands as if they had never been. */
const unmergedIsNeverMerged = (decided: Decided) =>
  fc.property(words, groups, (all, now) => {
    const decision = { edgeId: "e", before: [ids], after: customersIn(now) }
    const told = toldOf(all).map((one) => decided(one, decision))
    for (const own of customersIn(now))
      assert.deepStrictEqual(
        standing(Consent.ofRecords, told, own),
        standing(Consent.ofRecords, toldOf(all, now), own),
      )
  })

/** What was parted by hand and is taken back was never parted; what another decision parts, stays so. */
const takenBackIsNeverMade = (decided: Decided) =>
  fc.property(words, groups, groups, (all, one, other) => {
    const parting = (edgeId: string, by: Groups) => (told: Consent.Told) =>
      decided(told, { edgeId, before: [ids], after: customersIn(by) })
    const after = customersIn(other)
    for (const told of toldOf(all)) {
      const both = parting("e2", other)(parting("e1", one)(told))
      const left = decided(both, { edgeId: "e1", before: [], after })
      assert.deepStrictEqual(
        ConsentHolding.about(left),
        ConsentHolding.about(parting("e2", other)(told)),
      )
    }
  })

/** Of whomever the last word was a no, they stand at no, though source data parts and joins customers. */
const noWordIsLost = (ofRecords: OfRecords) =>
  fc.property(words, groups, (all, now) => {
    const told = toldOf(all)
    for (const id of ids) {
      const last = told.findLast(({ recordIds }) => recordIds.includes(id))
      if (last?.statement.standing !== "withdrawn") continue
      const own = customersIn(now).find((some) => some.includes(id)) ?? []
      assert.strictEqual(standing(ofRecords, told, own)[0]?.standing, "withdrawn")
    }
  })

/** A yes is that of one customer: whoever is parted from the one who said it was never asked. */
const yesIsOfOne = (ofRecords: OfRecords) =>
  fc.property(words, groups, (all, now) => {
    const told = toldOf(all)
    for (const own of customersIn(now))
      if (standing(ofRecords, told, own)[0]?.standing === "given")
        assert.isTrue(
          told.some((one) => one.statement.standing === "given" && own.includes(one.recordId)),
        )
  })

/** What the whole customer said last holds, while they stay as they were. */
const holdsOfTheWhole = (ofRecords: OfRecords) =>
  fc.property(words, (all) => {
    const last = all.at(-1)
    fc.pre(last !== undefined)
    const own = toldOf(all).at(-1)?.recordIds ?? []
    assert.deepStrictEqual(standing(ofRecords, toldOf(all), own), [last?.statement])
  })

/** Who is merged without having said anything since is asked as strictly as any of them was. */
const newcomersStayStrict = (ofRecords: OfRecords) =>
  fc.property(words, groups, (all, now) => {
    const told = toldOf(all, now)
    const wasNo = customersIn(now).some((own) =>
      standing(ofRecords, told, own).some((one) => one.standing === "withdrawn"),
    )
    assert.strictEqual(
      standing(ofRecords, told, ids)[0]?.standing,
      wasNo ? "withdrawn" : told.length > 0 ? "given" : undefined,
    )
  })

const whileTheyAreOne: OfRecords = (told, own) =>
  copiedToEach(
    told.filter(({ recordId }) => own.includes(recordId)),
    own,
  )
const narrowed: Decided = (told, { before, after }) => {
  const own = after.find((some) => some.includes(told.recordId)) ?? []
  return before.length === 0
    ? told
    : { ...told, recordIds: told.recordIds.filter((id) => own.includes(id)) }
}
const copiedToEach: OfRecords = (told, own) =>
  own.map((id) =>
    told.filter(({ recordIds }) => recordIds.includes(id)).map(({ statement }) => statement),
  )
const ofTheNamedOnly: OfRecords = (told, own) =>
  own.map((id) => told.filter(({ recordId }) => recordId === id).map(({ statement }) => statement))
const ofWhoeverJoins: OfRecords = (told, own) =>
  own.map(() =>
    told.filter(({ recordId }) => own.includes(recordId)).map(({ statement }) => statement),
  )

// --- contacts ------------------------------------------------------------------------------------

type OfContacts = typeof Consent.ofContacts

/** Some of the records have a contact, and all of them are one customer's. */
const contacts = fc.tuple(words, fc.subarray([...ids], { minLength: 1 }))
const standingsOf = (ofContacts: OfContacts, all: ReadonlyArray<Word>, from: readonly string[]) =>
  ofContacts(toldOf(all), ids, Infinity)(from)

/** A yes is to the contacts of the records that were asked, and to no other. */
const isNeverUnasked = (ofContacts: OfContacts) =>
  fc.property(contacts, ([all, from]) => {
    const wasAsked = toldOf(all).some(
      ({ recordIds, statement }) =>
        statement.standing === "given" && from.some((id) => recordIds.includes(id)),
    )
    const shown = standingsOf(ofContacts, all, from)
    assert.isTrue(wasAsked || !Consent.allows(shown, { purpose: "news", means: "sms" }))
  })

/** What the customer withdrew is withdrawn for each of their contacts. */
const withdrawsFromAll = (ofContacts: OfContacts) =>
  fc.property(contacts, ([all, from]) => {
    const whole = standing(Consent.ofRecords, toldOf(all), ids)
    const shown = standingsOf(ofContacts, all, from)
    if (whole.some((one) => one.standing === "withdrawn")) assert.deepStrictEqual(shown, whole)
  })

/** A contact that all of the records have is asked as the customer is. */
const isAskedAsTheCustomer = (ofContacts: OfContacts) =>
  fc.property(words, (all) => {
    const whole = standing(Consent.ofRecords, toldOf(all), ids)
    assert.deepStrictEqual(standingsOf(ofContacts, all, ids), whole)
  })

const ofTheCustomer: OfContacts = (told, own, at) => () => Consent.ofCustomer(told, own, at)
const ofTheirRecordsOnly: OfContacts = (told, own, at) => (from) =>
  Consent.strictest(
    Consent.ofRecords(told, own).map((said, i) =>
      from.includes(own[i] ?? "") ? Consent.standings(said, at) : [],
    ),
  )
const neverAsked: OfContacts = (told, own, at) => () =>
  Consent.ofCustomer(told, own, at).filter((one) => one.standing === "withdrawn")

describe("consent for a contact", () => {
  it("is never that of somebody who was asked for another one", () => {
    holds(isNeverUnasked(Consent.ofContacts))
    kills(isNeverUnasked(ofTheCustomer))
  })

  it("is withdrawn with any other of the customer", () => {
    holds(withdrawsFromAll(Consent.ofContacts))
    kills(withdrawsFromAll(ofTheirRecordsOnly))
  })

  it("is the customer's where all of their records have it", () => {
    holds(isAskedAsTheCustomer(Consent.ofContacts))
    kills(isAskedAsTheCustomer(neverAsked))
  })
})

describe("consent", () => {
  it("stands as if a merge had never been, after it was taken back", () => {
    holds(unmergedIsNeverMerged(ConsentHolding.decided))
    kills(unmergedIsNeverMerged((told) => told))
  })

  it("stands as if a split had never been, after it was taken back", () => {
    holds(takenBackIsNeverMade(ConsentHolding.decided))
    kills(takenBackIsNeverMade(narrowed))
  })

  it("that was withdrawn stays so for each of whom it was told, though source data parts them", () => {
    holds(noWordIsLost(Consent.ofRecords))
    kills(noWordIsLost(whileTheyAreOne))
  })

  it("that was given is that of one customer, though source data parts them", () => {
    holds(yesIsOfOne(Consent.ofRecords))
    kills(yesIsOfOne(copiedToEach))
  })

  it("told of the whole customer holds of the whole customer", () => {
    holds(holdsOfTheWhole(Consent.ofRecords))
    kills(holdsOfTheWhole(ofTheNamedOnly))
  })

  it("of whoever is merged later is the strictest", () => {
    holds(newcomersStayStrict(Consent.ofRecords))
    kills(newcomersStayStrict(ofWhoeverJoins))
  })

  it("merges to the strictest of two customers", () => {
    holds(mergesToTheStrictest(Consent.strictest))
    kills(mergesToTheStrictest(latestWins))
    kills(mergesToTheStrictest(anyYes))
    kills(mergesToTheStrictest(firstOfAll))
  })

  it("merges alike, whoever is merged first", () => {
    holds(mergesAlike(Consent.strictest))
    kills(mergesAlike(firstOfAll))
  })

  it("is withdrawn as soon as that is heard, though it was stamped ahead of time", () => {
    holds(countsAsSoonAsHeard(Consent.standings))
    kills(
      countsAsSoonAsHeard((all, at) =>
        Consent.standings(
          all.map(({ recordedAt: _, ...one }) => one),
          at,
        ),
      ),
    )
    kills(
      countsAsSoonAsHeard((all, at) =>
        Consent.standings(
          all.map(({ recordedAt = Infinity, ...one }) => ({
            ...one,
            at: Math.min(one.at, recordedAt),
          })),
          at,
        ),
      ),
    )
  })

  it("stands as it was last said, however it came", () => {
    holds(standsAsLastSaid(Consent.standings))
    kills(standsAsLastSaid((all, at) => Consent.standings(all.slice(0, 3), at)))
    kills(standsAsLastSaid((all) => Consent.standings(all, Infinity)))
  })
})
