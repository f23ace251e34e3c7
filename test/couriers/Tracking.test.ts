import { assert, describe, it } from "@effect/vitest"
import { Tracking } from "entrepot/couriers"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"

const codes = new Map<string, Tracking.Status>([
  ["PU", "collected"],
  ["IT", "inTransit"],
  ["DL", "delivered"],
  ["RT", "returned"],
])
const eventOf = fc
  .record({
    trackingNumber: fc.constant("T1"),
    at: fc.integer({ min: 1, max: 4 }),
    code: fc.constantFrom("PU", "IT", "DL", "RT", "toString"),
  })
  .map((event) => Tracking.canonical(codes, event))
const eventsOf = fc.array(eventOf, { maxLength: 8 })

/** However they come, and however often, the same is known, and each event is news once. */
const orderDoesNotCount = (observe: typeof Tracking.observe) =>
  fc.property(eventsOf, eventsOf, (one, other) => {
    const first = observe(Tracking.empty, one)
    const both = observe(first.history, [...other, ...one])
    const backwards = observe(Tracking.empty, [...one, ...other].toReversed())
    assert.deepStrictEqual(both.history, backwards.history)
    const name = (event: Tracking.TrackingEvent) => `${event.at} ${event.code}`
    const news = [...first.news, ...both.news].map(name)
    const distinct = new Set([...one, ...other].map(name))
    assert.deepStrictEqual(news.toSorted(), [...distinct].toSorted())
    assert.deepStrictEqual(both.history.events.map(name).toSorted(), [...distinct].toSorted())
  })

describe("tracking", () => {
  it("loses and doubles nothing, in whatever order it is told", () => {
    holds(orderDoesNotCount(Tracking.observe))
    kills(
      orderDoesNotCount((history, events) => {
        const last = history.events.at(-1)?.at ?? 0
        return Tracking.observe(
          history,
          Array.from(events).filter(({ at }) => at >= last),
        )
      }),
    )
    kills(
      orderDoesNotCount((history, events) => ({
        history: { events: [...history.events, ...events] },
        news: Array.from(events),
      })),
    )
  })

  it("keeps a code that nobody knows, and takes on its meaning later", () => {
    const odd = { trackingNumber: "T1", at: 1, code: "??" }
    const { history } = Tracking.observe(Tracking.empty, [odd])
    assert.deepStrictEqual(Tracking.parked(history), [odd])
    assert.isUndefined(Tracking.statusOf(history))
    const known = Tracking.observe(history, [{ ...odd, status: "failed" }])
    assert.deepStrictEqual(Tracking.parked(known.history), [])
    assert.strictEqual(known.news.length, 1)
    assert.strictEqual(Tracking.statusOf(known.history), "failed")
  })

  it("ends with the last end: a depot's scan that comes later is only late", () => {
    const at = (at: number, status: Tracking.Status) => ({
      trackingNumber: "T1",
      at,
      code: status,
      status,
    })
    const of = (...events: ReadonlyArray<Tracking.TrackingEvent>) =>
      Tracking.statusOf(Tracking.observe(Tracking.empty, events).history)
    assert.strictEqual(of(at(5, "inTransit"), at(3, "delivered")), "delivered")
    assert.strictEqual(of(at(5, "returned"), at(3, "delivered")), "returned")
    assert.strictEqual(of(at(3, "lost"), at(5, "inTransit")), "inTransit")
  })
})
