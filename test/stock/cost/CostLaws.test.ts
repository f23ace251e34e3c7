import { assert, describe, it } from "@effect/vitest"
import { Equal, HashMap, Option, Result, Schema } from "effect"
import { Allocation } from "entrepot/kernel"
import {
  CostBook,
  type CostCommand,
  CostDecision,
  CostEvent,
  CostEvolution,
  CostLayer,
  CostNotLoaded,
  CostTransfer,
} from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { correct, emptyBook, giveBack, issue, receive } from "./support/given.ts"
import { bookOf, methods, play, playOut, type Room, room, step, worldOf } from "./support/worlds.ts"

type Decide = typeof CostDecision.decide
type Evolve = typeof CostEvolution.evolve
type Event = CostEvent.CostEvent

const deciding = (decide: Decide): Room => ({ ...room, decide })
const evolving = (evolve: Evolve): Room => ({ ...room, evolve })
const total = (amounts: Iterable<bigint>): bigint => [...amounts].reduce((a, b) => a + b, 0n)

// --- mutants -------------------------------------------------------------------------------------

/** Tells what was decided in another way. */
const telling =
  (change: (event: Event, book: CostBook.CostBook) => Event): Decide =>
  (book, command) =>
    Result.map(CostDecision.decide(book, command), ([event]) => [change(event, book)] as const)

/** Rounds the cost of a unit, and multiplies it. */
const byRoundedUnit = telling((event, { head, layers }) =>
  event._tag === "Issued"
    ? {
        ...event,
        parts: event.parts.map((part) => {
          const basis =
            head.method === "MovingAverage"
              ? { units: head.units, cost: head.value }
              : Option.getOrThrow(HashMap.get(layers, part.layer))
          const unit = (2n * basis.cost + BigInt(basis.units)) / (2n * BigInt(basis.units))
          return { ...part, cost: unit * BigInt(part.to - part.from) }
        }),
      }
    : event,
)

/** Rounds each issue's share of its layer by itself. */
const byRoundedIssue = telling((event, { layers }) =>
  event._tag === "Issued"
    ? {
        ...event,
        parts: event.parts.map((part) => {
          const { cost, units } = Option.getOrThrow(HashMap.get(layers, part.layer))
          const share = 2n * cost * BigInt(part.to - part.from) + BigInt(units)
          return { ...part, cost: share / (2n * BigInt(units)) }
        }),
      }
    : event,
)

/** Books no part of a late cost against sales. */
const sparingSales = telling((event) =>
  event._tag === "Corrected" ? { ...event, sold: 0n } : event,
)

/** Divides a late cost by quantity, where each unit knows its own. */
const byQuantity: Decide = telling((event, book) => {
  if (event._tag !== "Corrected" || event.elsewhere.length > 0 || event.writtenDown !== 0n)
    return event
  const layer = Option.getOrThrow(CostBook.layer(book, event.layer))
  const there = CostLayer.unitsOf(layer.onHand)
  const [onHand = 0n, sold = 0n] = Result.getOrThrow(
    Allocation.allocate(event.amount, [there, layer.units - there]),
  )
  return { ...event, onHand, sold }
})

/** Never takes anything back from the stock. */
const neverBelow = telling((event) =>
  event._tag === "Corrected" && event.amount < 0n
    ? { ...event, onHand: 0n, sold: event.sold + event.onHand }
    : event,
)

/** Keeps a late cost in the pool, though nothing is left there. */
const keepingAll = telling((event) =>
  event._tag === "Corrected" ? { ...event, onHand: event.onHand + event.sold, sold: 0n } : event,
)

/** Gives back at the average of what is there. */
const returningAtAverage = telling((event, { head }) =>
  event._tag === "Returned" && head.units > 0
    ? {
        ...event,
        parts: event.parts.map((part) => ({
          ...part,
          cost: (head.value * BigInt(part.to - part.from)) / BigInt(head.units),
        })),
      }
    : event,
)

/** Sends a cent too much on. */
const overdone = (share: CostEvent.Share): CostEvent.Share => ({
  ...share,
  amount: share.amount + 1n,
})

const ignoring =
  (tag: Event["_tag"]): Evolve =>
  (book, event) =>
    event._tag === tag ? book : CostEvolution.evolve(book, event)

/** Changes the layer, and not what the scope is worth. */
const forgettingTheHead: Evolve = (book, event) => {
  const after = CostEvolution.evolve(book, event)
  return event._tag === "Corrected" ? { ...after, head: book.head } : after
}

/** Counts what comes back as new goods at the end of the queue. */
const restoringAsNew: Evolve = (book, event) => {
  if (event._tag !== "Returned") return CostEvolution.evolve(book, event)
  const { scope, currency } = event
  const layers = event.parts.map(({ from, to, cost }, at) => ({
    layer: book.head.tail + at,
    units: to - from,
    cost,
  }))
  const received: Event = { _tag: "Received", scope, currency, source: "Supplier", layers }
  return CostEvolution.evolve(book, received)
}

/** Makes do with the layers that happen to be there. */
const makingDo: Decide = (book, command) => {
  const decision = CostDecision.decide(book, command)
  const there = CostBook.onHand(book).flatMap(({ onHand }) => onHand)
  const lacks = Result.isFailure(decision) && decision.failure._tag === "CostNotLoaded"
  return lacks && command._tag === "Issue" && there.length > 0
    ? CostDecision.decide(book, { ...command, units: CostLayer.unitsOf(there) })
    : decision
}

// --- laws ----------------------------------------------------------------------------------------

const layersAreTheValue = (part: Room) =>
  fc.property(worldOf("Fifo", "Specific"), ({ method, history }) => {
    for (const { books } of play(part, method, history))
      for (const [, book] of books) {
        const layers = CostBook.onHand(book)
        const value = total(layers.map((layer) => CostLayer.costOfAll(layer, layer.onHand)))
        const units = layers.reduce((sum, { onHand }) => sum + CostLayer.unitsOf(onHand), 0)
        assert.deepStrictEqual([book.head.units, book.head.value], [units, value])
        const front = new Set(CostBook.front(book.head))
        assert.isTrue(layers.every(({ layer }) => front.has(layer)))
      }
  })

/** Value in and out by the words of the events: what a transfer takes out, its arrival brings. */
const flowOf = (event: Event): bigint => {
  switch (event._tag) {
    case "Opened":
      return 0n
    case "Received":
      return CostEvent.costOf(event.layers)
    case "Issued":
      return -CostEvent.costOf(event.parts)
    case "Returned":
      return CostEvent.costOf(event.parts)
    case "Corrected": {
      const elsewhere = total(event.elsewhere.map((share) => share.amount))
      return event.amount - event.sold - event.writtenDown - elsewhere
    }
    case "Revalued":
      return event.after - event.before
  }
}

const conservesValue = (part: Room) =>
  fc.property(worldOf(...methods), ({ method, history }) => {
    for (const { books, events } of play(part, method, history))
      for (const [scope, { head }] of books) {
        const own = events.filter((event) => event.scope === scope)
        assert.strictEqual(head.value, total(own.map(flowOf)), `value of ${scope}`)
        const legs = own.flatMap(CostEvent.legs)
        const into = total(legs.filter(({ to }) => to === "Stock").map(({ amount }) => amount))
        const from = total(legs.filter((leg) => leg.from === "Stock").map(({ amount }) => amount))
        assert.strictEqual(head.value, into - from, `legs of ${scope}`)
      }
  })

/** What one scope sent, with every correction, is what the other received. */
const transfersTravelExactly = (part: Room) =>
  fc.property(worldOf(...methods), ({ method, history }) => {
    for (const { events } of play(part, method, history)) {
      const legs = events.flatMap(CostEvent.legs)
      const sent = total(legs.filter(({ to }) => to === "Transfer").map(({ amount }) => amount))
      const got = total(legs.filter(({ from }) => from === "Transfer").map(({ amount }) => amount))
      assert.strictEqual(sent, got)
    }
  })

const returnUndoesAnIssue = (part: Room) =>
  fc.property(
    worldOf(...methods),
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom("SN1", "SN2"),
    ({ method, history }, units, serial) => {
      const before = playOut(part, method, history)
      const scope = "mug"
      const taken =
        method === "Specific" ? issue("new", 1, { serials: [serial] }) : issue("new", units)
      const after = step(part, before, { ...taken, scope }).pipe(
        Result.flatMap((sold) => step(part, sold, { ...giveBack("new"), scope })),
      )
      if (Result.isFailure(after)) return
      const [was, is] = [bookOf(before, scope), bookOf(after.success, scope)]
      assert.deepStrictEqual([is.head.units, is.head.value], [was.head.units, was.head.value])
      assert.isTrue(Equal.equals(CostBook.onHand(is), CostBook.onHand(was)), "layers")
    },
  )

/** The cost of the first units under FIFO is the same in one issue and in many. */
const cutsDoNotMatter = (part: Room) =>
  fc.property(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 30 })), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
    (lots, cuts) => {
      const units = cuts.reduce((sum, cut) => sum + cut, 0)
      const costOf = (...counts: ReadonlyArray<number>) => {
        let book = emptyBook("Fifo")
        const commands = [receive(...lots), ...counts.map((count, at) => issue(`${at}`, count))]
        const costs: Array<bigint> = []
        for (const command of commands) {
          const told = Result.getOrElse(part.decide(book, command), () => [])
          book = told.reduce(part.evolve, book)
          costs.push(...told.map((event) => (event._tag === "Issued" ? -flowOf(event) : 0n)))
        }
        return total(costs)
      }
      fc.pre(units <= lots.reduce((sum, [count]) => sum + count, 0))
      assert.strictEqual(costOf(...cuts), costOf(units))
    },
  )

const noValueWithoutUnits = (part: Room) =>
  fc.property(worldOf("MovingAverage"), ({ method, history }) => {
    for (const { books } of play(part, method, history))
      for (const [, { head }] of books) {
        assert.isTrue(head.value >= 0n, `worth ${head.value}`)
        assert.isTrue(head.units > 0 || head.value === 0n, `${head.value} without units`)
      }
  })

/** A cost that is taken back takes back what it gave, from each to whom it gave. */
const negativeMirrorsPositive = (part: Room) =>
  fc.property(
    worldOf(...methods),
    fc.integer({ min: 0, max: 2 }),
    fc.integer({ min: 1, max: 30 }),
    ({ method, history }, layer, amount) => {
      const before = playOut(part, method, history)
      const scope = "mug"
      const there = step(part, before, { ...correct(layer, amount), scope })
      const back = Result.flatMap(there, (after) =>
        step(part, after, { ...correct(layer, -amount), scope }),
      )
      if (Result.isFailure(there)) return
      assert.isTrue(Result.isSuccess(back), "it cannot be taken back")
      if (Result.isFailure(back)) return
      const news = back.success.events.slice(before.events.length)
      const given = news.slice(0, news.length / 2).flatMap(CostEvent.legs)
      const taken = news.slice(news.length / 2).flatMap(CostEvent.legs)
      const opposite = taken.map((leg) => ({ ...leg, amount: -leg.amount }))
      assert.deepStrictEqual(opposite, given)
      assert.isTrue(Equal.equals(back.success.books, before.books))
    },
  )

/** What sales bear of corrections is what their costs changed by, to the cent. */
const salesKnowTheirCorrections = (part: Room) =>
  fc.property(worldOf("Fifo", "Specific"), ({ method, history }) => {
    let salesBefore = new Map<string, bigint>()
    let told = 0
    for (const { books, events } of play(part, method, history)) {
      const sales = new Map(
        [...books].map(([scope, book]) => [scope, total(costsOfSales(book))] as const),
      )
      const news = events.slice(told)
      if (news.every(({ _tag }) => _tag === "Corrected"))
        for (const [scope, cost] of sales) {
          const sold = news.flatMap((event) =>
            event._tag === "Corrected" && event.scope === scope ? [event.sold] : [],
          )
          assert.strictEqual(total(sold), cost - (salesBefore.get(scope) ?? 0n))
        }
      told = events.length
      salesBefore = sales
    }
  })

const costsOfSales = (book: CostBook.CostBook) =>
  [...book.issues].flatMap(([, known]) =>
    known.destination._tag === "Sale" ? [Option.getOrThrow(CostBook.costNow(book, known))] : [],
  )

/** A decision on the records that it asks for is the decision on all of them. */
const decidesOnWhatItAsksFor = (part: Room) =>
  fc.property(worldOf(...methods), ({ method, history }) => {
    const last = history.at(-1)
    if (last === undefined) return
    const whole = bookOf(playOut(room, method, history.slice(0, -1)), last.scope)
    const { book, decision } = loading(part.decide, whole, last)
    const expected = CostDecision.decide(whole, last)
    assert.isTrue(Equal.equals(decision, expected) || bothRefuse(decision, expected))
    const events = Result.getOrElse(expected, () => [])
    const after = events.reduce(CostEvolution.evolve, book)
    const wholeAfter = events.reduce(CostEvolution.evolve, whole)
    assert.deepStrictEqual({ ...after.head, head: 0 }, { ...wholeAfter.head, head: 0 })
    for (const [number, layer] of after.layers)
      assert.isTrue(Equal.equals(Option.some(layer), HashMap.get(wholeAfter.layers, number)))
  })

const bothRefuse = (one: CostDecision.Decision, other: CostDecision.Decision) =>
  Result.isFailure(one) && Result.isFailure(other) && one.failure._tag === other.failure._tag

/** As a service would: it loads the issue that is named, then whatever lacks. */
const loading = (decide: Decide, whole: CostBook.CostBook, command: CostCommand.CostCommand) => {
  const named = "issueId" in command ? HashMap.get(whole.issues, command.issueId) : Option.none()
  const bySerial = [...whole.layers].flatMap(([, layer]) =>
    layer.serial !== undefined ? [layer] : [],
  )
  let book = CostBook.of(whole.head, bySerial, Option.toArray(named))
  for (;;) {
    const decision = decide(book, command)
    if (Result.isSuccess(decision) || !(decision.failure instanceof CostNotLoaded))
      return { book, decision }
    book = CostBook.including(book, ...lacking(whole, book, decision.failure))
  }
}

const lacking = (
  whole: CostBook.CostBook,
  book: CostBook.CostBook,
  { needed }: CostNotLoaded,
): readonly [ReadonlyArray<CostLayer.CostLayer>, ReadonlyArray<CostBook.Issue>] => {
  switch (needed._tag) {
    case "Front": {
      const next = [...CostBook.front(book.head)].find((layer) => !HashMap.has(book.layers, layer))
      return [next === undefined ? [] : Option.toArray(HashMap.get(whole.layers, next)), []]
    }
    case "Layer":
      return [Option.toArray(HashMap.get(whole.layers, needed.layer)), []]
    case "Departures":
      return [
        [],
        HashMap.toValues(whole.issues).filter(({ departure = -1 }) => departure >= needed.from),
      ]
  }
}

/** Every event and record can be written and read again. */
const canBeWritten = (part: Room) =>
  fc.property(worldOf(...methods), ({ method, history }) => {
    const { books, events } = playOut(part, method, history)
    for (const event of events) assert.deepStrictEqual(written(CostEvent.CostEvent, event), event)
    for (const [, book] of books) {
      assert.deepStrictEqual(written(CostBook.Head, book.head), book.head)
      for (const [, layer] of book.layers)
        assert.deepStrictEqual(written(CostLayer.CostLayer, layer), layer)
      for (const [, known] of book.issues)
        assert.deepStrictEqual(written(CostBook.Issue, known), known)
    }
  })

const written = <A, I>(schema: Schema.Codec<A, I>, value: A): A =>
  Schema.decodeUnknownSync(schema)(JSON.parse(JSON.stringify(Schema.encodeSync(schema)(value))))

describe("the laws of cost", { timeout: 30_000 }, () => {
  it("the layers on hand sum to the value of the stock", () => {
    holds(layersAreTheValue(room))
    kills(layersAreTheValue(deciding(byRoundedUnit)))
    kills(layersAreTheValue(evolving(forgettingTheHead)))
    kills(layersAreTheValue(deciding(returningAtAverage)))
  })

  it("value in is value on hand and value out, at every step", () => {
    holds(conservesValue(room))
    kills(conservesValue(deciding(sparingSales)))
    kills(conservesValue(evolving(ignoring("Returned"))))
    kills(conservesValue(evolving(forgettingTheHead)))
  })

  it("what one scope transfers is what the other receives, then and with every correction", () => {
    holds(transfersTravelExactly(room))
    kills(transfersTravelExactly({ ...room, forwards: () => [] }))
    kills(
      transfersTravelExactly({
        ...room,
        forwards: (event, header) =>
          CostTransfer.forwards({ ...event, elsewhere: event.elsewhere.map(overdone) }, header),
      }),
    )
  })

  it("an issue that is returned in full leaves value and layers as they were", () => {
    holds(returnUndoesAnIssue(room))
    kills(returnUndoesAnIssue(deciding(returningAtAverage)))
    kills(returnUndoesAnIssue(evolving(restoringAsNew)))
  })

  it("the cost of units under FIFO does not depend on how they are cut into issues", () => {
    holds(cutsDoNotMatter(room))
    kills(cutsDoNotMatter(deciding(byRoundedIssue)))
  })

  it("a moving average never has value without units, nor less than none", () => {
    holds(noValueWithoutUnits(room))
    kills(noValueWithoutUnits(deciding(byRoundedUnit)))
    kills(noValueWithoutUnits(deciding(keepingAll)))
  })

  it("a negative late cost mirrors a positive one", () => {
    holds(negativeMirrorsPositive(room))
    kills(negativeMirrorsPositive(deciding(neverBelow)))
  })

  it("what sales bear of late costs is what their costs changed by", () => {
    holds(salesKnowTheirCorrections(room))
    kills(salesKnowTheirCorrections(deciding(byQuantity)))
    kills(salesKnowTheirCorrections(deciding(sparingSales)))
  })

  it("a decision on the records that it asks for is the decision on all of them", () => {
    holds(decidesOnWhatItAsksFor(room))
    kills(decidesOnWhatItAsksFor(deciding(makingDo)))
  })

  it("everything that is told can be written and read again", () => {
    holds(canBeWritten(room))
  })
})
