import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import {
  BaseFacts,
  type Consent,
  Evidence,
  type Identifier,
  Kept,
  PersonalPolicy,
} from "entrepot/customers"
import { Digest } from "entrepot/kernel"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

type Admit = typeof Kept.admit

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
  .filter((one) => Result.isSuccess(PersonalPolicy.check(one, [])))
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

const goesInTime = (lapse: typeof Kept.lapse) =>
  fc.property(policy, said, (one, { which, observedAt }) => {
    const kept = Kept.admit(one, evidenceOf(which, observedAt), traits, hash)
    const due = Kept.dueAt(kept)
    for (const at of [0, 1, 2, 3].map((days) => observedAt + days * dayMillis)) {
      const left = lapse(kept, at)
      for (const part of ["identifiers", "hashes", "portrait"] as const)
        assert.strictEqual(
          left[part].length,
          kept[part].filter(({ until = Infinity }) => at < until).length,
        )
      const isLess = JSON.stringify(left) !== JSON.stringify(kept)
      assert.strictEqual(isLess, due !== undefined && due <= at)
      assert.isAbove(Kept.dueAt(left) ?? Infinity, at)
    }
  })

/** A policy that is set later comes to what it would have let in itself, of what there still was. */
const reachesWhatIsHeld = (readmit: typeof Kept.readmit) =>
  fc.property(policy, policy, said, (first, then, { which, observedAt }) => {
    const evidence = evidenceOf(which, observedAt)
    const held = Kept.admit(first, evidence, traits, hash)
    const left = readmit(then, held, evidence, hash)
    const atOnce = Kept.admit(then, evidence, traits, hash)
    for (const part of ["identifiers", "hashes", "portrait"] as const) {
      const bare = (all: Kept.Kept) => all[part].map(({ until: _, ...one }) => JSON.stringify(one))
      const isOpen = JSON.stringify(first.fields) === "[]" && first.otherwise.keep === "clear"
      if (isOpen) assert.deepStrictEqual(bare(left), bare(atOnce))
    }
    const ways = { clear: 2, hash: 1, none: 0 }
    for (const identifier of which) {
      const field = Evidence.fieldOf[identifier._tag]
      const [was, is] = [first, then].map((one) => PersonalPolicy.keepingOf(one, field))
      const strictest = Math.min(ways[was?.keep ?? "none"], ways[is?.keep ?? "none"])
      const inClear = left.identifiers.filter((one) => one.identifier === identifier)
      const hashed = left.hashes.filter((one) => one.field === field)
      assert.strictEqual(inClear.length, strictest === 2 ? 1 : 0)
      if (strictest !== 1) assert.deepStrictEqual(hashed, [])
      const days = Math.min(was?.days ?? Infinity, is?.days ?? Infinity)
      for (const { until = Infinity } of [...inClear, ...hashed])
        assert.strictEqual(until, observedAt + days * dayMillis)
    }
    assert.deepStrictEqual(readmit(then, left, evidence, hash), left)
  })

/** A policy is put in force if all that it says can be followed, and nothing newer was said before. */
const isFollowed = (check: typeof PersonalPolicy.check) =>
  fc.property(
    fc.record({
      channel: fc.constantFrom("web", "tmall"),
      version: fc.integer({ min: 1, max: 3 }),
      fields: fc.array(
        fc
          .constantFrom("phone", "portrait", "talk", "Phone", "e-mail", "__proto__")
          .map((field) => ({ field, keep: "none" as const })),
        { maxLength: 2 },
      ),
      otherwise: fc.constant({ keep: "clear" as const }),
    }),
    fc.constantFrom(0, 1, 2, 3),
    (one, before) => {
      const inForce = before === 0 ? [] : [{ ...PersonalPolicy.open("web"), version: before }]
      const names = one.fields.map(({ field }) => field)
      const checked = check(one, inForce)
      const found = Result.isFailure(checked) ? checked.failure : undefined
      if (names.some((field) => !["phone", "portrait", "talk"].includes(field)))
        assert.strictEqual(found?._tag, "PolicyFieldUnknown")
      else if (new Set(names).size < names.length) assert.strictEqual(found?._tag, "PolicyUnclear")
      else if (one.channel === "web" && one.version <= before)
        assert.strictEqual(found?._tag, "PolicyOutdated")
      else assert.deepStrictEqual(checked, Result.succeed(one))
    },
  )

describe("the policy of a channel", () => {
  it("is refused where it names a field twice or one that there is not, or is not newer", () => {
    holds(isFollowed(PersonalPolicy.check), 300)
    kills(isFollowed((one) => PersonalPolicy.check(one, [])))
    const heeding = (keeps: (field: string, at: number, all: ReadonlyArray<string>) => boolean) =>
      isFollowed((one, inForce) => {
        const names = one.fields.map(({ field }) => field)
        const left = one.fields.filter(({ field }, at) => keeps(field, at, names))
        return Result.map(PersonalPolicy.check({ ...one, fields: left }, inForce), () => one)
      })
    kills(heeding((field) => PersonalPolicy.knownFields.includes(field)))
    kills(heeding((field, at, all) => all.indexOf(field) === at))
    kills(
      isFollowed((one, inForce) =>
        PersonalPolicy.check(
          one,
          inForce.map((of) => ({ ...of, channel: one.channel })),
        ),
      ),
    )
  })

  it("says which field it does not know and which there are, and which version is in force", () => {
    const one = PersonalPolicy.open("web")
    const said = (fields: ReadonlyArray<string>) =>
      Result.getOrThrow(
        Result.flip(
          PersonalPolicy.check(
            { ...one, fields: fields.map((field) => ({ field, keep: "none" })) },
            [{ ...one, version: 5 }],
          ),
        ),
      ).message
    assert.match(said(["Phone"]), /^the policy of "web" names the field "Phone"; there are phone, /)
    assert.strictEqual(
      said(["phone", "phone"]),
      'the policy of "web" names the field "phone" twice',
    )
    assert.strictEqual(said([]), 'the policy of "web" has version 1, and 5 is in force')
  })

  it("lets in what may be kept, and nothing else", () => {
    holds(letsInWhatItMay(Kept.admit), 300)
    kills(letsInWhatItMay((one, ...rest) => Kept.admit(PersonalPolicy.open(one.channel), ...rest)))
    kills(
      letsInWhatItMay((one, evidence, portrait) =>
        Kept.admit(one, evidence, portrait, (text) => text),
      ),
    )
    const hashesAll: Admit = (one, ...rest) => {
      const { hashes } = Kept.admit({ ...one, fields: [], otherwise: { keep: "hash" } }, ...rest)
      return { ...Kept.admit(one, ...rest), hashes }
    }
    kills(letsInWhatItMay(hashesAll))
  })

  it("lets go of each field when its time is over", () => {
    holds(goesInTime(Kept.lapse), 300)
    kills(goesInTime((kept, at) => Kept.lapse(kept, at - 1)))
    kills(goesInTime((kept, at) => ({ ...Kept.lapse(kept, at), portrait: kept.portrait })))
  })

  it("reaches what an earlier one let in, and never keeps more or longer than either", () => {
    holds(reachesWhatIsHeld(Kept.readmit), 300)
    kills(reachesWhatIsHeld((_, held) => held))
    kills(
      reachesWhatIsHeld((then, held, said, digest) => {
        const left = Kept.readmit(then, held, said, digest)
        return { ...left, hashes: left.hashes.map(({ until: _, ...one }) => one) }
      }),
    )
    kills(
      reachesWhatIsHeld((then, { identifiers, ...held }, said, digest) =>
        Kept.readmit(
          then,
          { ...held, identifiers: identifiers.map(({ identifier }) => ({ identifier })) },
          said,
          digest,
        ),
      ),
    )
  })

  it("hashes one phone alike, however it is written, and no mask", () => {
    const hashed = { channel: "web", version: 1, fields: [], otherwise: { keep: "hash" } } as const
    const of = (...which: ReadonlyArray<number>) =>
      Kept.admit(
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
    knownSince: observedAt,
    observedAt,
    country: "DE",
    kept: {
      identifiers: which.flatMap((i) => identifiers[i] ?? []).map((identifier) => ({ identifier })),
      hashes: [],
      portrait: [],
    },
  })
  const about = { statementId: "s1", purpose: "news", means: "sms", at: 0, proof: "p" }
  const yesOf = (recordId: string): Consent.Told => ({
    recordId,
    recordIds: [recordId],
    recordedAt: 0,
    statement: { ...about, standing: "given" },
  })

  it("say where each is from, and which contact may be used", () => {
    const persons = [person("tmall-1", "tmall", 5, 1, 4), person("web-1", "web", 1, 0, 2)]
    const base = BaseFacts.of(persons, [yesOf("web-1")], { at: 9 })
    const { first, facts, contacts } = base
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
    assert.isTrue(BaseFacts.isReachable(base, "news"))
    assert.isFalse(BaseFacts.isReachable(base, "calls"))
    const masked = BaseFacts.of([person("tmall-2", "tmall", 0, 2)], [yesOf("tmall-2")], { at: 9 })
    assert.isFalse(BaseFacts.isReachable(masked, "news"))
  })
})
