import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { BaseFacts, Evidence, type Identifier, PersonalPolicy } from "entrepot/customers"
import { Digest } from "entrepot/kernel"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

type Admit = typeof PersonalPolicy.admit

const hash = (text: string) => Digest.keyed("key", text)
const dayMillis = 86_400_000

const identifiers: ReadonlyArray<Identifier.Identifier> = [
  { _tag: "Phone", value: "+49 151 23456789" },
  { _tag: "Phone", value: "0151/23456789" },
  { _tag: "Phone", value: "183****2807" },
  { _tag: "Email", value: "ada.secret@example.com" },
  { _tag: "Name", value: "Ada Secretname" },
  { _tag: "Account", value: "acc-secret", scope: { issuer: "web" } },
]
const traits = [{ name: "age band", value: "30 to 39" }]
const keeping = fc.record(
  {
    keep: fc.constantFrom("clear" as const, "hash" as const, "none" as const),
    days: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ["keep"] },
)
const policy = fc
  .record({
    channel: fc.constant("web"),
    version: fc.constant(1),
    fields: fc.uniqueArray(
      fc
        .tuple(fc.constantFrom("phone", "email", "name", "account", "portrait"), keeping)
        .map(([field, one]) => ({ field, ...one })),
      { selector: ({ field }) => field },
    ),
    otherwise: keeping,
  })
  .filter((one) => Result.isSuccess(PersonalPolicy.check(one)))
const said = fc.record({ which: fc.subarray([...identifiers]), observedAt: fc.nat(dayMillis) })
const evidenceOf = (which: ReadonlyArray<Identifier.Identifier>, observedAt: number) =>
  ({ recordId: "web-1", observedAt, country: "DE", identifiers: which }) as const

// --- laws ----------------------------------------------------------------------------------------

const letsInWhatItMay = (admit: Admit) =>
  fc.property(policy, said, ({ ...one }, { which, observedAt }) => {
    const evidence = evidenceOf(which, observedAt)
    const kept = admit(one, evidence, traits, hash)
    const text = JSON.stringify(kept)
    for (const { _tag, value } of which) {
      const field = Evidence.fieldOf[_tag]
      const { keep } = PersonalPolicy.keepingOf(one, field)
      assert.strictEqual(text.includes(value), keep === "clear", field)
      if (keep === "none") assert.isFalse(kept.hashes.some((known) => known.field === field))
    }
  })

const goesInTime = (lapse: typeof PersonalPolicy.lapse) =>
  fc.property(policy, said, (one, { which, observedAt }) => {
    const kept = PersonalPolicy.admit(one, evidenceOf(which, observedAt), traits, hash)
    const due = PersonalPolicy.dueAt(kept)
    for (const at of [0, 1, 2, 3].map((days) => observedAt + days * dayMillis)) {
      const left = lapse(kept, at)
      for (const part of ["identifiers", "hashes", "portrait"] as const)
        assert.strictEqual(
          left[part].length,
          kept[part].filter(({ until = Infinity }) => at < until).length,
        )
      const isLess = JSON.stringify(left) !== JSON.stringify(kept)
      assert.strictEqual(isLess, due !== undefined && due <= at)
      assert.isAbove(PersonalPolicy.dueAt(left) ?? Infinity, at)
    }
  })

describe("the policy of a channel", () => {
  it("lets in what may be kept, and nothing else", () => {
    holds(letsInWhatItMay(PersonalPolicy.admit), 300)
    kills(
      letsInWhatItMay((one, ...rest) =>
        PersonalPolicy.admit(PersonalPolicy.open(one.channel), ...rest),
      ),
    )
    kills(
      letsInWhatItMay((one, evidence, portrait) =>
        PersonalPolicy.admit(one, evidence, portrait, (text) => text),
      ),
    )
    const hashesAll: Admit = (one, ...rest) => {
      const { hashes } = PersonalPolicy.admit(
        { ...one, fields: [], otherwise: { keep: "hash" } },
        ...rest,
      )
      return { ...PersonalPolicy.admit(one, ...rest), hashes }
    }
    kills(letsInWhatItMay(hashesAll))
  })

  it("lets go of each field when its time is over", () => {
    holds(goesInTime(PersonalPolicy.lapse), 300)
    kills(goesInTime((kept, at) => PersonalPolicy.lapse(kept, at - 1)))
    kills(
      goesInTime((kept, at) => ({ ...PersonalPolicy.lapse(kept, at), portrait: kept.portrait })),
    )
  })

  it("hashes one phone alike, however it is written, and no mask", () => {
    const hashed = { channel: "web", version: 1, fields: [], otherwise: { keep: "hash" } } as const
    const of = (...which: ReadonlyArray<number>) =>
      PersonalPolicy.admit(
        hashed,
        evidenceOf(
          which.flatMap((i) => identifiers[i] ?? []),
          0,
        ),
        [],
        hash,
      ).hashes
    assert.deepStrictEqual(of(0), of(1))
    assert.deepStrictEqual(of(0, 1), of(0))
    assert.deepStrictEqual(of(2), [])
  })

  it("puts a hash beside what is in clear where another channel keeps hashes", () => {
    const clear = PersonalPolicy.open("web")
    const evidence = evidenceOf(identifiers.slice(0, 1), 0)
    const { identifiers: kept, hashes } = PersonalPolicy.admit(
      clear,
      evidence,
      [],
      hash,
      new Set(["phone"]),
    )
    assert.deepStrictEqual([kept.length, hashes.length], [1, 1])
  })
})

describe("base facts", () => {
  const person = (
    recordId: string,
    channel: string,
    observedAt: number,
    ...which: ReadonlyArray<number>
  ) => ({
    recordId,
    channel,
    observedAt,
    country: "DE",
    kept: {
      identifiers: which.flatMap((i) => identifiers[i] ?? []).map((identifier) => ({ identifier })),
      hashes: [],
      portrait: [],
    },
  })
  const yes = {
    statementId: "s1",
    purpose: "news",
    means: "sms",
    standing: "given",
    at: 0,
    proof: "p",
  } as const

  it("say where each is from, and which contact may be used", () => {
    const persons = [person("tmall-1", "tmall", 5, 1, 4), person("web-1", "web", 1, 0, 2)]
    const { first, facts, contacts } = BaseFacts.of(persons, [yes])
    assert.strictEqual(first?.channel, "web")
    assert.deepStrictEqual(
      facts.map(({ field, from }) => [field, from.map(({ recordId }) => recordId)]),
      [["name", ["tmall-1"]]],
    )
    assert.deepStrictEqual(
      contacts.map(({ value, isDirect, from }) => [value, isDirect, from.length]),
      [
        ["+49 151 23456789", true, 2],
        ["183****2807", false, 1],
      ],
    )
    assert.isTrue(BaseFacts.isReachable(BaseFacts.of(persons, [yes]), "news"))
    assert.isFalse(BaseFacts.isReachable(BaseFacts.of(persons, [yes]), "calls"))
    const masked = BaseFacts.of([person("tmall-2", "tmall", 0, 2)], [yes])
    assert.isFalse(BaseFacts.isReachable(masked, "news"))
  })
})
