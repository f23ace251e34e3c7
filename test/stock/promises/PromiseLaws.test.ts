import { assert, describe, it } from "@effect/vitest"
import { Equal, HashMap, Result, Schema } from "effect"
import {
  PromiseBook,
  type PromiseCommand,
  PromiseDecision,
  PromiseEvent,
  PromisePool,
} from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

type Command = PromiseCommand.PromiseCommand
type Event = PromiseEvent.PromiseEvent
type EventOf<Tag extends Event["_tag"]> = Extract<Event, { readonly _tag: Tag }>

// --- worlds --------------------------------------------------------------------------------------

const where = { sku: "MUG", place: "main" }
const asked = { commandId: "c", ...where }
const small = fc.integer({ min: 1, max: 4 })
const instant = fc.integer({ min: 1, max: 4 })
const inboundId = fc.constantFrom("po-1", "toString", "po-3")
const promiseId = fc.constantFrom("order-1", "constructor", "order-3", "注文", "order-5")

const expectOf: fc.Arbitrary<Command> = fc
  .tuple(inboundId, small, instant)
  .map(([id, quantity, due]) => ({ _tag: "Expect", ...asked, inboundId: id, quantity, due }))
const promiseOf: fc.Arbitrary<Extract<Command, { _tag: "Promise" }>> = fc
  .tuple(promiseId, small, fc.option(instant, { nil: undefined }))
  .map(([id, quantity, wantedBy]) => ({
    _tag: "Promise",
    ...asked,
    promiseId: id,
    quantity,
    wantedBy,
  }))
const tellOf: fc.Arbitrary<Command> = fc
  .integer({ min: 1, max: 2 })
  .map((most) => ({ _tag: "Tell", ...asked, most }))

/** What changes the dates of promises. */
const changeOf: fc.Arbitrary<Command> = fc.oneof(
  fc.tuple(inboundId, instant).map(([id, due]): Command => ({
    _tag: "Postpone",
    ...asked,
    inboundId: id,
    due,
  })),
  fc.tuple(inboundId, fc.option(small, { nil: undefined })).map(([id, quantity]): Command => ({
    _tag: "Cut",
    ...asked,
    inboundId: id,
    quantity,
  })),
  promiseId.map((id): Command => ({ _tag: "Cancel", ...asked, promiseId: id })),
  fc.tuple(inboundId, small).map(([id, quantity]): Command => ({
    _tag: "Arrive",
    ...asked,
    inboundId: id,
    quantity,
  })),
)

const commandOf: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: expectOf, weight: 3 },
  { arbitrary: promiseOf, weight: 4 },
  { arbitrary: tellOf, weight: 2 },
  { arbitrary: changeOf, weight: 4 },
)
const historyOf: fc.Arbitrary<ReadonlyArray<Command>> = fc
  .tuple(expectOf, expectOf, promiseOf, fc.array(commandOf, { maxLength: 12 }))
  .map(([first, second, third, rest]) => [first, second, third, ...rest])

/** Everything is promised by two deliveries, and then dates change while promises are told them. */
const unrestOf: fc.Arbitrary<ReadonlyArray<Command>> = fc
  .tuple(
    small,
    fc.array(
      fc.oneof(
        { arbitrary: tellOf, weight: 3 },
        { arbitrary: changeOf, weight: 4 },
        { arbitrary: commandOf, weight: 1 },
      ),
      { minLength: 3, maxLength: 8 },
    ),
  )
  .map(([quantity, unrest]) => [
    { _tag: "Expect", ...asked, inboundId: "po-1", quantity: 8 - quantity, due: 1 },
    { _tag: "Expect", ...asked, inboundId: "po-3", quantity, due: 3 },
    ...["order-1", "constructor", "order-3", "注文"].map((id): Command => ({
      _tag: "Promise",
      ...asked,
      promiseId: id,
      quantity: 2,
    })),
    ...unrest,
  ])

/** Any history, or one in which dates change. */
const lifeOf: fc.Arbitrary<ReadonlyArray<Command>> = fc.oneof(historyOf, unrestOf)

/** The book that a decision is promised: the promises that it needs, and no others. */
const reading = (book: PromiseBook.Book, command: Command): PromiseBook.Book => {
  const needs = PromiseDecision.needs(book.pool, command)
  const queue = PromiseBook.queue(book)
  const known: Array<PromiseBook.Promised> = []
  let units = 0
  if (needs._tag === "From")
    known.push(
      ...queue.filter(({ sequence }) => sequence >= needs.sequence).slice(0, needs.promises),
    )
  if (needs._tag === "First" || needs._tag === "Last")
    for (const promise of needs._tag === "First" ? queue : queue.toReversed()) {
      if (units >= needs.units) break
      known.push(promise)
      units += PromiseBook.waiting(promise)
    }
  const named = "promiseId" in command ? HashMap.get(book.promises, command.promiseId) : undefined
  if (named?._tag === "Some") known.push(named.value)
  return {
    pool: book.pool,
    promises: HashMap.fromIterable(known.map((promise) => [promise.promiseId, promise])),
  }
}

interface Room {
  readonly read: typeof reading
  readonly decide: typeof PromiseDecision.decide
  readonly evolve: typeof PromiseBook.evolve
}
const room: Room = {
  read: reading,
  decide: PromiseDecision.decide,
  evolve: PromiseBook.evolve,
}

/** The book before and after each command, and what was told; a refusal tells nothing. */
function* play({ read, decide, evolve }: Room, history: ReadonlyArray<Command>) {
  let book = PromiseBook.empty(where)
  for (const command of history) {
    const before = book
    const events = Result.getOrElse(decide(read(book, command), command, 0), () => [])
    book = events.reduce(evolve, book)
    yield { before, book, events }
  }
}
const playOut = (mutant: Room, history: ReadonlyArray<Command>): PromiseBook.Book =>
  [...play(mutant, history)].at(-1)?.book ?? PromiseBook.empty(where)

const total = (numbers: ReadonlyArray<number>): number => numbers.reduce((a, b) => a + b, 0)

// --- mutants -------------------------------------------------------------------------------------

const deciding = (decide: Room["decide"]): Room => ({ ...room, decide })
const evolving = (evolve: Room["evolve"]): Room => ({ ...room, evolve })

/** Promises each delivery to everybody. */
const forgettingPromises: Room["decide"] = (book, command, at) =>
  room.decide(
    command._tag === "Promise" ? { ...book, pool: { ...book.pool, waiting: 0 } } : book,
    command,
    at,
  )

const changing = <Tag extends Event["_tag"]>(
  tag: Tag,
  change: (event: EventOf<Tag>, book: PromiseBook.Book) => Event,
): Room["decide"] => {
  const is = (event: Event): event is EventOf<Tag> => event._tag === tag
  return (book, command, at) =>
    Result.map(room.decide(book, command, at), (events) =>
      events.map((event) => (is(event) ? change(event, book) : event)),
    )
}

const breakingNothing = changing("InboundCut", (event) => ({ ...event, broken: [] }))
/** Breaks one promise, whatever is missing. */
const breakingOne = changing("InboundCut", (event) => ({
  ...event,
  broken: event.broken.slice(0, 1),
}))

/** Turns the queue round. */
const reversed =
  (tag: Command["_tag"]): Room["decide"] =>
  (book, command, at) => {
    if (command._tag !== tag) return room.decide(book, command, at)
    const queue = PromiseBook.queue(book)
    const turned = queue.map((promise, index) => ({
      ...promise,
      sequence: queue[queue.length - 1 - index]?.sequence ?? 0,
    }))
    const promises = HashMap.fromIterable(
      turned.map((promise) => [promise.promiseId, promise] as const),
    )
    return Result.map(room.decide({ ...book, promises }, command, at), (events) =>
      events.map((event) => {
        const right = <U extends PromiseEvent.PromiseUnits>(units: U): U => ({
          ...units,
          sequence: queue.find((promise) => promise.promiseId === units.promiseId)?.sequence ?? 0,
        })
        if (event._tag === "Arrived") return { ...event, holds: event.holds.map(right) }
        return event._tag === "InboundCut" ? { ...event, broken: event.broken.map(right) } : event
      }),
    )
  }

const losingWhatIsFree = changing("Arrived", (event) => ({ ...event, free: 0 }))
const holdingOne = changing("Arrived", (event) => ({ ...event, holds: event.holds.slice(0, 1) }))

const ignoring =
  (tag: Event["_tag"]): Room["evolve"] =>
  (book, event) =>
    event._tag === tag ? book : PromiseBook.evolve(book, event)

/** Writes a cancellation down, and frees nothing. */
const freeingNothing: Room["evolve"] = (book, event) => {
  const after = PromiseBook.evolve(book, event)
  return event._tag === "PromiseCancelled" ? { ...after, pool: book.pool } : after
}

/** Tells from where it stood, whoever has left since. */
const standingStill: Room["evolve"] = (book, event) => {
  const after = PromiseBook.evolve(book, event)
  const { telling } = book.pool
  return event._tag === "Told" || telling === undefined
    ? after
    : { ...after, pool: { ...after.pool, telling } }
}

/** Believes that all is told after one pass. */
const tellingOnce: Room["evolve"] = (book, event) => {
  const after = PromiseBook.evolve(book, event)
  return event._tag === "Told" ? { ...after, pool: { ...after.pool, stale: false } } : after
}

/** Tells only of deliveries that were moved. */
const forgettingCuts: Room["evolve"] = (book, event) => {
  const after = PromiseBook.evolve(book, event)
  return event._tag === "InboundCut"
    ? { ...after, pool: { ...after.pool, stale: book.pool.stale } }
    : after
}

const latestDate = changing("Promised", (event, { pool }) => ({
  ...event,
  due: pool.inbounds.at(-1)?.due ?? event.due,
}))

// --- laws ----------------------------------------------------------------------------------------

const isPool = Schema.is(PromisePool.Pool)
const isPromised = Schema.is(PromiseBook.Promised)
const isEvent = Schema.is(PromiseEvent.PromiseEvent)

const neverAgainstAir = (mutant: Room) =>
  fc.property(lifeOf, (history) => {
    for (const { book } of play(mutant, history)) {
      const { pool, promises } = book
      assert.isTrue(pool.waiting <= PromisePool.open(pool), "more is promised than is coming")
      for (const { promised, open } of PromisePool.schedule(pool)) assert.isTrue(promised <= open)
      const waits = [...HashMap.values(promises)].map(PromiseBook.waiting)
      assert.strictEqual(total(waits), pool.waiting, "the pool knows who waits")
      assert.isTrue(waits.every((units) => units >= 0))
    }
  })

const canBeWritten = (mutant: Room) =>
  fc.property(lifeOf, (history) => {
    const { pool, promises } = playOut(mutant, history)
    assert.isTrue(isPool(pool) && HashMap.every(promises, (promised) => isPromised(promised)))
    for (const { events } of play(mutant, history))
      assert.isTrue(events.every((event) => isEvent(event)))
  })
/** Leaves deliveries standing of which nothing is to come. */
const keepingTheEmpty: Room["evolve"] = (book, event) => {
  const after = PromiseBook.evolve(book, event)
  const gone = book.pool.inbounds.filter(
    ({ inboundId: id }) => PromisePool.inbound(after.pool, id) === undefined,
  )
  const inbounds = [...after.pool.inbounds, ...gone.map((inbound) => ({ ...inbound, open: 0 }))]
  return { ...after, pool: { ...after.pool, inbounds } }
}

/** Who is served came before everybody who still waits. */
const arrivalsKeepOrder = (mutant: Room) =>
  fc.property(lifeOf, (history) => {
    for (const { book, events } of play(mutant, history))
      for (const event of events) {
        if (event._tag !== "Arrived") continue
        const served = event.holds.map(({ sequence }) => sequence)
        assert.deepStrictEqual(
          served,
          served.toSorted((a, b) => a - b),
        )
        const [first] = PromiseBook.queue(book)
        const last = served.at(-1)
        if (first !== undefined && last !== undefined)
          assert.isTrue(last <= first.sequence, "somebody who came before still waits")
      }
  })

const cutsBreakTheLast = (mutant: Room) =>
  fc.property(lifeOf, (history) => {
    for (const { book, events } of play(mutant, history))
      for (const event of events) {
        if (event._tag !== "InboundCut") continue
        assert.isTrue(event.broken.length <= event.quantity, "no more promises than units")
        const last = PromiseBook.queue(book).at(-1)?.sequence ?? -1
        for (const { sequence } of event.broken) assert.isTrue(sequence > last)
      }
  })

const unitsArriveOnce = (mutant: Room) =>
  fc.property(lifeOf, (history) => {
    const arrived = [...play(mutant, history)]
      .flatMap(({ events }) => events)
      .filter((event) => event._tag === "Arrived")
    for (const { quantity, holds: held, free, waiting } of arrived) {
      assert.strictEqual(total(held.map((units) => units.quantity)) + free, quantity)
      if (waiting > 0) assert.strictEqual(free, 0, "free while somebody waits")
    }
    const kept = [...HashMap.values(playOut(mutant, history).promises)].map(
      (promise) => promise.kept,
    )
    const holding = arrived.flatMap((event) => event.holds.map((units) => units.quantity))
    assert.strictEqual(total(kept), total(holding))
  })

const promiseAndCancelIsNothing = (mutant: Room) =>
  fc.property(historyOf, promiseOf, (history, promise) => {
    const before = playOut(room, history)
    const made = mutant.decide(reading(before, promise), promise, 0)
    if (Result.isFailure(made)) return
    const between = made.success.reduce(mutant.evolve, before)
    const cancel: Command = { _tag: "Cancel", ...asked, promiseId: promise.promiseId }
    const gone = Result.getOrElse(mutant.decide(reading(between, cancel), cancel, 0), () => [])
    const after = gone.reduce(mutant.evolve, between)
    assert.isTrue(Equal.equals(PromisePool.schedule(after.pool), PromisePool.schedule(before.pool)))
    assert.deepStrictEqual(PromiseBook.queue(after), PromiseBook.queue(before))
  })

/** Told page by page, every promise gets the date of the last unit that is meant for it. */
const tellingFindsEveryDate = (mutant: Room) =>
  fc.property(unrestOf, (history) => {
    let book = playOut(mutant, history)
    const tell: Command = { _tag: "Tell", ...asked, most: 1 }
    for (let step = 0; step < 40; step++) {
      const told = Result.getOrElse(mutant.decide(reading(book, tell), tell, 0), () => [])
      if (told.length === 0) break
      book = told.reduce(mutant.evolve, book)
    }
    let ahead = 0
    for (const promise of PromiseBook.queue(book)) {
      ahead += PromiseBook.waiting(promise)
      assert.strictEqual(promise.due, PromisePool.dueOf(book.pool, ahead), promise.promiseId)
    }
    assert.isFalse(book.pool.stale)
  })

/** A promise is dated by the deliveries that it is made on, and in time. */
const promisesAreDated = (mutant: Room) =>
  fc.property(lifeOf, (history) => {
    for (const { before, events } of play(mutant, history))
      for (const event of events) {
        if (event._tag !== "Promised") continue
        const { allotted, due, quantity, wantedBy = Infinity } = event
        assert.strictEqual(total(allotted.map((units) => units.quantity)), quantity)
        assert.strictEqual(due, allotted.at(-1)?.due)
        assert.isTrue(due <= wantedBy)
        for (const { inboundId: id, quantity: units } of allotted) {
          const from = PromisePool.schedule(before.pool).find((found) => found.inboundId === id)
          assert.isTrue(from !== undefined && units <= from.open - from.promised, "promised twice")
        }
        const earlier = PromisePool.schedule(before.pool).filter((inbound) => inbound.due < due)
        const free = total(earlier.map(({ open, promised }) => open - promised))
        assert.isTrue(free < quantity, "earlier deliveries would have done")
      }
  })

describe("the laws of promises", { timeout: 30_000 }, () => {
  it("no more is promised than is coming", () => {
    holds(neverAgainstAir(room))
    kills(neverAgainstAir(deciding(forgettingPromises)))
    kills(neverAgainstAir(deciding(breakingNothing)))
    kills(neverAgainstAir(deciding(breakingOne)))
    kills(neverAgainstAir(evolving(freeingNothing)))
  })

  it("what was decided can be written", () => {
    holds(canBeWritten(room))
    kills(canBeWritten(evolving(keepingTheEmpty)))
  })

  it("what arrives goes to promises in promise order", () => {
    holds(arrivalsKeepOrder(room))
    kills(arrivalsKeepOrder({ ...deciding(reversed("Arrive")), read: (book) => book }))
  })

  it("what does not come breaks the last promises, no more of them than units", () => {
    holds(cutsBreakTheLast(room))
    kills(cutsBreakTheLast({ ...deciding(reversed("Cut")), read: (book) => book }))
  })

  it("units that arrive are units that are held and units that are free", () => {
    holds(unitsArriveOnce(room))
    kills(unitsArriveOnce(deciding(losingWhatIsFree)))
    kills(unitsArriveOnce(deciding(holdingOne)))
    kills(unitsArriveOnce(evolving(ignoring("Arrived"))))
  })

  it("a promise that is cancelled leaves what was promised as it was", () => {
    holds(promiseAndCancelIsNothing(room))
    kills(promiseAndCancelIsNothing(evolving(freeingNothing)))
    kills(promiseAndCancelIsNothing(evolving(ignoring("PromiseCancelled"))))
  })

  it("every promise is told its date, page by page, whatever happens meanwhile", () => {
    holds(tellingFindsEveryDate(room))
    kills(tellingFindsEveryDate(evolving(standingStill)))
    kills(tellingFindsEveryDate(evolving(tellingOnce)))
    kills(tellingFindsEveryDate(evolving(forgettingCuts)))
  })

  it("a promise is dated by the earliest deliveries that have units for it", () => {
    holds(promisesAreDated(room))
    kills(promisesAreDated(deciding(latestDate)))
    kills(promisesAreDated(deciding(forgettingPromises)))
  })
})
