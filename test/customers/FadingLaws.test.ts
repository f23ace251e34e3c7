import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import { CustomerRecords, Customers, type Identifier, type LinkageModel } from "entrepot/customers"
import type { Commit, StoreShape } from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync } from "../kernel/law.ts"
import { small } from "./support/arrivals.ts"
import {
  ada,
  bob,
  customersOver,
  decided,
  email,
  phone,
  told,
  whoHas,
} from "./support/customers.ts"

// --- small worlds --------------------------------------------------------------------------------

const ids = ["web-1", "web-2", "web-3"] as const
const fields = ["phone", "email", "nationalId"] as const
const identifiers = fc
  .record(
    {
      phone: fc.constantFrom(phone(ada), phone(bob)),
      email: fc.constantFrom(email("ada@example.com"), email("bob@example.com")),
      nationalId: fc
        .constantFrom("AB123456", "ZY987654")
        .map((value): Identifier.Identifier => ({ _tag: "NationalId", value, country: "DE" })),
    },
    { requiredKeys: ["phone"] },
  )
  .map((said) => Object.values(said))
const world = fc.record({
  says: fc.tuple(...ids.map(() => identifiers)),
  edges: fc.array(
    fc
      .record({
        does: fc.constantFrom("merge" as const, "merge" as const, "keepApart" as const),
        pair: fc.shuffledSubarray([...ids], { minLength: 2, maxLength: 2 }),
      })
      .map(({ does, pair: [left = "", right = ""] }) => ({ does, left, right })),
    { maxLength: 2 },
  ),
  /** Which fields lapse; or whose customer is erased. */
  lapsing: fc.subarray([...fields], { minLength: 1 }),
  erased: fc.option(fc.constantFrom(...ids), { freq: 1 }),
  taken: fc.subarray([0, 1]),
})
type World = typeof world extends fc.Arbitrary<infer W> ? W : never

const everyone = Effect.forEach(ids, whoHas)

/** Brings all records and decisions in. */
const lived = Effect.fnUntraced(function* ({ says, edges, lapsing }: World) {
  const { setPolicy, observe, merge, keepApart } = yield* Customers
  const policy = {
    channel: "web",
    version: 1,
    fields: lapsing.map((field) => ({ field, keep: "clear" as const, days: 1 })),
    otherwise: { keep: "clear" as const },
  }
  yield* setPolicy({ commandId: "p", actor: "eve", policy })
  for (const [i, id] of ids.entries()) yield* observe(told(id, i, ...(says[i] ?? [])))
  for (const [i, { does, left, right }] of edges.entries()) {
    const command = { commandId: `c${i}`, edgeId: `e${i}`, ...decided }
    yield* Effect.result(
      does === "merge"
        ? merge({ ...command, records: [left, right] })
        : keepApart({ ...command, left: [left], right: [right] }),
    )
  }
})

/** Lets words go: they lapse, or a customer is erased. */
type Fade = (all: World) => Effect.Effect<void, unknown, Customers>
/** How words go, and over which store. */
interface Words {
  readonly fade: Fade
  readonly over: () => StoreShape
}

const faded: Fade = Effect.fnUntraced(function* ({ erased }) {
  const { lapse, erase } = yield* Customers
  yield* TestClock.adjust("2 days")
  if (erased === null) yield* lapse()
  else yield* erase({ commandId: "erase", actor: "eve", customerId: erased })
})

const truly: Words = {
  fade: faded,
  over: () => Memory.make(),
}

const takenBack = ({ taken }: World) =>
  Effect.flatMap(Customers, ({ takeBack }) =>
    Effect.forEach(taken, (i) =>
      Effect.result(takeBack({ commandId: `t${i}`, edgeId: `e${i}`, ...decided })),
    ),
  )

/** Decides something about everybody and takes it back, so that they are looked at anew. */
const lookedAtAnew = Effect.gen(function* () {
  const { merge, takeBack } = yield* Customers
  for (const [i, id] of ids.slice(1).entries()) {
    const records = [ids[i] ?? id, id] as const
    yield* Effect.result(merge({ commandId: `m ${id}`, edgeId: `m ${id}`, ...decided, records }))
    yield* Effect.result(takeBack({ commandId: `b ${id}`, edgeId: `m ${id}`, ...decided }))
  }
})

/** Nobody is another customer when words go, nor when they are looked at afterwards. */
const nobodyMoves = ({ fade, over }: Words) =>
  fc.asyncProperty(world, async (all) => {
    const [before, after] = await Effect.runPromise(
      Effect.gen(function* () {
        yield* lived(all)
        const was = yield* everyone
        yield* fade(all)
        yield* lookedAtAnew
        return [was, yield* everyone]
      }).pipe(Effect.provide([customersOver(over()), TestClock.layer()])),
    )
    assert.deepStrictEqual(after, before)
  })

/** A decision that is taken back leaves the customers that it would leave with all words there. */
const takesBackAlike = ({ fade, over }: Words) =>
  fc.asyncProperty(world, async (all) => {
    const left = (go: Fade) =>
      Effect.runPromise(
        Effect.gen(function* () {
          yield* lived(all)
          yield* go(all)
          yield* takenBack(all)
          return yield* everyone
        }).pipe(Effect.provide([customersOver(over()), TestClock.layer()])),
      )
    assert.deepStrictEqual(await left(fade), await left(() => Effect.void))
  })

// --- people who have one phone, which is generic for as many names beside it ---------------------

const crowd = ["web-1", "web-2", "web-3", "till-1", "till-2"] as const
const shop = phone("+49 30 1234567")
const mailOf = (i: number) => email(`${i}@example.com`)
const narrow: LinkageModel.LinkageModel = {
  ...small,
  limits: { companions: 2, records: 100, perKey: 100 },
}
const member = fc.nat(crowd.length - 1)
const after = fc.oneof(
  fc.record({ does: fc.constant("tell" as const), who: member, mail: member }),
  fc.record({ does: fc.constant("withdraw" as const), who: member }),
  fc.record({ does: fc.constant("come" as const) }),
  fc.record({ does: fc.constant("settle" as const) }),
)
const crowds = fc.record({
  /** What lapses of the web's; or who is erased. */
  lapsing: fc.subarray(["phone", "email"] as const, { minLength: 1 }),
  erased: fc.option(fc.subarray([...crowd], { minLength: 1 })),
  next: fc.array(after, { minLength: 1, maxLength: 3 }),
})
type Crowd = typeof crowds extends fc.Arbitrary<infer W> ? W : never

/** Does something about them; what is refused, such as a word on somebody erased, is left. */
const happens = Effect.fnUntraced(function* (step: Crowd["next"][number], at: number) {
  const { observe, withdraw, refit, identity } = yield* Customers
  const commandId = `then ${at}`
  switch (step.does) {
    case "tell":
    case "come": {
      const [id, mail] = step.does === "come" ? [`app-${at}`, at] : [crowd[step.who], step.mail]
      const device: Identifier.Identifier = {
        _tag: "Device",
        value: `tablet ${at}`,
        scope: { issuer: "web" },
      }
      return yield* observe({ ...told(id ?? "", at, shop, mailOf(mail), device), commandId })
    }
    case "withdraw":
      return yield* withdraw({ commandId, ...decided, recordId: crowd[step.who] ?? "" })
    case "settle": {
      yield* refit({ commandId, actor: "eve", model: { ...narrow, version: commandId } })
      return yield* identity.settle()
    }
  }
})

/** All of them come, words go or stay, and then something happens. */
const happened = Effect.fnUntraced(function* (all: Crowd, isFaded: boolean) {
  const { refit, setPolicy, observe, erase, lapse } = yield* Customers
  yield* refit({ commandId: "narrow", actor: "eve", model: narrow })
  const policy = {
    channel: "web",
    version: 1,
    fields: all.lapsing.map((field) => ({ field, keep: "clear" as const, days: 1 })),
    otherwise: { keep: "clear" as const },
  }
  yield* setPolicy({ commandId: "p", actor: "eve", policy })
  for (const [i, id] of crowd.entries()) yield* observe(told(id, i, shop, mailOf(i)))
  yield* TestClock.adjust("2 days")
  if (isFaded && all.erased === null) yield* lapse()
  if (isFaded)
    for (const customerId of all.erased ?? [])
      yield* erase({ commandId: `erase ${customerId}`, actor: "eve", customerId })
  for (const [i, step] of all.next.entries()) yield* Effect.result(happens(step, later + i))
})
const later = 1_000_000
const newcomers = [0, 1, 2].map((i) => `app-${later + i}`)

/** The pairs of records that are one customer's after all that. */
const joined = (all: Crowd, { over }: Words, isFaded: boolean) =>
  Effect.gen(function* () {
    yield* happened(all, isFaded)
    const own = yield* Effect.forEach([...crowd, ...newcomers], whoHas)
    return own.flatMap((found) => {
      const ids = (found ?? []).slice(1)
      return ids.flatMap((a) => ids.filter((b) => a < b).map((b) => `${a} ${b}`))
    })
  }).pipe(Effect.provide([customersOver(over()), TestClock.layer()]))

/** Whoever a generic value alone would have joined stays apart, though fewer are counted who have it. */
const strangersStay = (words: Words) =>
  fc.asyncProperty(crowds, async (all) => {
    const [left, kept] = await Effect.runPromise(
      Effect.all([joined(all, words, true), joined(all, words, false)]),
    )
    assert.includeMembers(kept, left)
  })

// --- previews of another model -------------------------------------------------------------------

type Who = ReadonlyMap<string, ReadonlyArray<string> | null>

const whoAre = (recordIds: ReadonlyArray<string>): Effect.Effect<Who, unknown, Customers> =>
  Effect.map(
    Effect.forEach(recordIds, (id) => Effect.map(whoHas(id), (found) => [id, found] as const)),
    (all) => new Map(all),
  )

/** Who is who now, and who would be by another model, as its preview says. */
const foreseen = Effect.fnUntraced(function* (
  model: LinkageModel.LinkageModel,
  recordIds: ReadonlyArray<string>,
) {
  const { identity } = yield* Customers
  const was = yield* whoAre(recordIds)
  const would = new Map(was)
  for (const { before, after } of yield* identity.previewRefit(model, () => null)) {
    for (const { customer } of before)
      assert.deepStrictEqual(was.get(customer.id), [customer.id, ...customer.recordIds])
    for (const { customer } of after)
      for (const id of customer.recordIds) would.set(id, [customer.id, ...customer.recordIds])
  }
  return would
})

const models = fc.constantFrom<LinkageModel.LinkageModel>(
  { ...narrow, version: "again" },
  { ...narrow, version: "wide", limits: { companions: 4, records: 100, perKey: 100 } },
  { ...narrow, version: "lone", limits: { companions: 1, records: 100, perKey: 100 } },
  { ...narrow, version: "deaf", links: [], threshold: 0.999_999_9 },
)

interface Refitting {
  readonly recordIds: ReadonlyArray<string>
  /** What happens before; words that go may stay. */
  readonly lives: (isFaded: boolean) => Effect.Effect<void, unknown, Customers>
  readonly model: LinkageModel.LinkageModel
}
const refittings: fc.Arbitrary<Refitting> = fc.oneof(
  fc.record({ all: crowds, model: models }).map(({ all, model }) => ({
    recordIds: [...crowd, ...newcomers],
    lives: (isFaded: boolean) => happened(all, isFaded),
    model,
  })),
  fc.record({ all: world, model: models }).map(({ all, model }) => ({
    recordIds: ids,
    lives: (isFaded: boolean) => Effect.andThen(lived(all), isFaded ? faded(all) : Effect.void),
    model,
  })),
)

/** What a preview says of a model is what comes of it; a mutant looks at words that are gone. */
const foretells = (sees: "what is left" | "what was told") =>
  fc.asyncProperty(refittings, async ({ recordIds, lives, model }) => {
    const run = <A>(program: Effect.Effect<A, unknown, Customers>) =>
      Effect.runPromise(program.pipe(Effect.provide([customersOver(), TestClock.layer()])))
    const would = run(Effect.andThen(lives(sees === "what is left"), foreseen(model, recordIds)))
    const is = run(
      Effect.gen(function* () {
        const { refit, identity } = yield* Customers
        yield* lives(true)
        yield* refit({ commandId: "fit", actor: "eve", model })
        yield* identity.settle()
        return yield* whoAre(recordIds)
      }),
    )
    assert.deepStrictEqual(await is, await would)
  })

// --- mutants -------------------------------------------------------------------------------------

type Write = NonNullable<Commit["touches"][number]["write"]>

/** Words go as they do, over a store that is told something else of a collection, or nothing. */
const telling = (collection: string, as: (write: Write) => Write | undefined): Words => ({
  fade: faded,
  over: () => {
    const store = Memory.make({ capabilities: { revise: false } })
    return {
      ...store,
      commit: (namespace, commit, revise) =>
        store.commit(
          namespace,
          {
            ...commit,
            touches: commit.touches.map(({ write, ...touch }) => {
              const kept =
                write !== undefined && touch.key.collection === collection ? as(write) : write
              return kept === undefined ? touch : { ...touch, write: kept }
            }),
          },
          revise,
        ),
    }
  },
})

/** Writes nothing down before words go: the store hears of no legacy. */
const withoutLegacies = telling(CustomerRecords.Edges.name, (write) =>
  write._tag === "Put" && write.body.includes('"Legacy"') ? undefined : write,
)

/** Counts of a generic value only those whose words are kept: the store hears of no others. */
const forgetful = telling(CustomerRecords.Generics.name, (write) =>
  write._tag === "Put" && write.body.includes('"faded"') ? undefined : write,
)

/** Bonds all records of a customer to each other, whatever held them together. */
const chained: Words = {
  ...withoutLegacies,
  fade: (all) =>
    Effect.gen(function* () {
      const { merge } = yield* Customers
      const customers = new Map(
        (yield* everyone).flatMap((one) => (one === null ? [] : [[one[0], one.slice(1)]])),
      )
      for (const own of customers.values())
        for (const [i, id] of own.slice(1).entries()) {
          const command = { commandId: `bond ${id}`, edgeId: `bond ${id}`, ...decided }
          yield* merge({ ...command, records: [own[i] ?? id, id] })
        }
      yield* faded(all)
    }),
}

describe("words that go", () => {
  it("leave everybody the customer that they were", async () => {
    await holdsIn(12)(nobodyMoves(truly))
    await killsAsync(nobodyMoves(withoutLegacies))
    await killsAsync(nobodyMoves(chained))
  }, 60_000)

  it("leave decisions by hand as free to be taken back as before", async () => {
    await holdsIn(8)(takesBackAlike(truly))
    await killsAsync(takesBackAlike(withoutLegacies))
    await killsAsync(takesBackAlike(chained))
  }, 60_000)

  it("leave strangers apart whom a generic value would join, whatever comes after", async () => {
    await holdsIn(12)(strangersStay(truly))
    await killsAsync(strangersStay(forgetful))
  }, 60_000)

  it("leave a preview of another model saying what comes of it", async () => {
    await holdsIn(16)(foretells("what is left"))
    await killsAsync(foretells("what was told"))
  }, 60_000)

  it.effect(
    "leave nineteen strangers apart who have a forwarder's phone, when six are erased",
    () =>
      Effect.gen(function* () {
        const { observe, erase, withdraw } = yield* Customers
        const all = Array.from({ length: 25 }, (_, i) => `web-${i}`)
        const named = (i: number): Identifier.Identifier => ({
          _tag: "Name",
          value: `Ada ${"abcdefghijklmnopqrstuvwxy"[i]}son`,
        })
        for (const [i, id] of all.entries()) yield* observe(told(id, i, shop, named(i)))
        for (const customerId of all.slice(-6))
          yield* erase({ commandId: `erase ${customerId}`, actor: "eve", customerId })
        const city: Identifier.Identifier = { _tag: "City", value: "Bonn" }
        yield* observe(told("web-9", 100, shop, named(9), city))
        yield* withdraw({ commandId: "w", ...decided, recordId: "web-3" })
        for (const id of ["web-1", "web-9"]) assert.deepStrictEqual(yield* whoHas(id), [id, id])
      }).pipe(Effect.provide(customersOver())),
  )

  it.effect("leave a buyer of many orders one, though not each pair of them is written down", () =>
    Effect.gen(function* () {
      const { observe, erase, split, identity } = yield* Customers
      const all = Array.from({ length: 30 }, (_, i) => `web-${100 + i}`)
      const [first = "", second = "", ...rest] = all
      for (const [i, id] of all.entries()) yield* observe(told(id, i, email("ada@example.com")))
      yield* erase({ commandId: "erase", actor: "eve", customerId: second })
      assert.deepStrictEqual(yield* whoHas(second), [first, ...all])
      const { decisions } = Option.getOrThrow(yield* identity.explain(first))
      const pairs = decisions.flatMap(({ edge }) => (edge._tag === "Legacy" ? edge.links : []))
      assert.isBelow(pairs.length, all.length * 11)
      const records = [first, second] as const
      yield* split({ commandId: "split", edgeId: "e", ...decided, records })
      assert.deepStrictEqual(yield* whoHas(rest[9] ?? ""), [rest[0], ...rest])
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("keep what they came to until their record has other words", () =>
    Effect.gen(function* () {
      const { setPolicy, observe, lapse, identity } = yield* Customers
      const otherwise = { keep: "clear", days: 1 } as const
      const policy = { channel: "till", version: 1, fields: [], otherwise }
      yield* setPolicy({ commandId: "p", actor: "eve", policy })
      yield* observe(told("web-1", 1, phone(ada)))
      yield* observe(told("till-1", 2, phone(ada)))
      yield* TestClock.adjust("2 days")
      yield* lapse()
      const both = ["web-1", "web-1", "till-1"]
      assert.deepStrictEqual(yield* whoHas("till-1"), both)
      const { reasons, decisions } = Option.getOrThrow(yield* identity.explain("web-1"))
      assert.deepStrictEqual(
        [reasons.map(({ text }) => text), decisions.map(({ edge }) => edge._tag)],
        [["till-1 and web-1 are one customer's, by words that are gone"], ["Legacy"]],
      )
      yield* observe({ ...told("web-1", 9, phone(ada)), commandId: "again" })
      assert.deepStrictEqual(yield* whoHas("till-1"), both)
      yield* observe({ ...told("till-1", 9, phone(bob)), commandId: "other" })
      assert.deepStrictEqual(yield* whoHas("till-1"), ["till-1", "till-1"])
    }).pipe(Effect.provide(customersOver())),
  )
})
