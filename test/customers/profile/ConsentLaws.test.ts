import { assert, describe, it } from "@effect/vitest"
import { Consent } from "entrepot/customers"
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

describe("consent", () => {
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

  it("stands as it was last said, however it came", () => {
    holds(standsAsLastSaid(Consent.standings))
    kills(standsAsLastSaid((all, at) => Consent.standings(all.slice(0, 3), at)))
    kills(standsAsLastSaid((all) => Consent.standings(all, Infinity)))
  })
})
