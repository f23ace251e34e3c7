/**
 * What a good engineer writes by hand: each condition is a closure that reads its property by name,
 * made once, and each rule asks its conditions until one fails.
 */
import { inTurn, itself, matching, type Subject } from "./subjects.ts"
import type { Name, NumberFact, Order, Test } from "./workload.ts"

type Predicate = (order: Order) => boolean

// Properties by name and not by a variable: that is faster.
const atLeast: Readonly<Record<NumberFact, (value: number) => Predicate>> = {
  total: (value) => (order) => order.total >= value,
  pieces: (value) => (order) => order.pieces >= value,
  weightGrams: (value) => (order) => order.weightGrams >= value,
  pastOrders: (value) => (order) => order.pastOrders >= value,
  minutesSinceLast: (value) => (order) => order.minutesSinceLast >= value,
}
const below: Readonly<Record<NumberFact, (value: number) => Predicate>> = {
  total: (value) => (order) => order.total < value,
  pieces: (value) => (order) => order.pieces < value,
  weightGrams: (value) => (order) => order.weightGrams < value,
  pastOrders: (value) => (order) => order.pastOrders < value,
  minutesSinceLast: (value) => (order) => order.minutesSinceLast < value,
}
const equal: Readonly<Record<Name, (value: string) => Predicate>> = {
  country: (value) => (order) => order.country === value,
  channel: (value) => (order) => order.channel === value,
  payment: (value) => (order) => order.payment === value,
}
const oneOf: Readonly<Record<Name, (values: ReadonlyArray<string>) => Predicate>> = {
  country: (values) => (order) => values.includes(order.country),
  channel: (values) => (order) => values.includes(order.channel),
  payment: (values) => (order) => values.includes(order.payment),
}

const predicateOf = (test: Test): Predicate => {
  switch (test.is) {
    case "atLeast":
      return atLeast[test.fact](test.value)
    case "below":
      return below[test.fact](test.value)
    case "equal":
      return equal[test.fact](test.value)
    case "oneOf":
      return oneOf[test.fact](test.values)
    case "contains":
      return ({ remark }) => remark.includes(test.value)
    case "startsWith":
      return ({ remark }) => remark.startsWith(test.value)
    case "hasAny":
      return ({ tags }) => test.values.some((value) => tags.includes(value))
    case "hasAll":
      return ({ tags }) => test.values.every((value) => tags.includes(value))
    case "any": {
      const [first = never, second = never, ...others] = test.of.map(predicateOf)
      if (others.length > 0) throw new RangeError("a rule asks for one of two")
      return (order) => first(order) || second(order)
    }
    case "not": {
      const negated = predicateOf(test.of)
      return (order) => !negated(order)
    }
  }
}

const never: Predicate = () => false
const always: Predicate = () => true

const conjunction = (all: ReadonlyArray<Test>): Predicate => {
  const [first = always, second = always, third, ...others] = all.map(predicateOf)
  if (others.length > 0) throw new RangeError("a rule has three conditions")
  if (third === undefined) return (order) => first(order) && second(order)
  return (order) => first(order) && second(order) && third(order)
}

export const hits: Subject = {
  name: "closures",
  trace: false,
  pace: "fast",
  open: async (rules, orders) =>
    inTurn(
      orders,
      matching(rules.map(({ id, all }) => ({ id, test: conjunction(all) }))),
      itself,
      itself,
    ),
}

/** What a condition came to. */
interface Step {
  readonly wanted: Test
  readonly holds: boolean
  readonly value?: Order[keyof Order]
  readonly of?: ReadonlyArray<Step>
}

const stepOf = (test: Test): ((order: Order) => Step) => {
  if (test.is === "any" || test.is === "not") {
    const parts = (test.is === "any" ? test.of : [test.of]).map(stepOf)
    return (order) => {
      const of = parts.map((part) => part(order))
      return { wanted: test, holds: of.some(({ holds }) => holds) === (test.is === "any"), of }
    }
  }
  const predicate = predicateOf(test)
  const { fact } = test
  return (order) => ({ wanted: test, holds: predicate(order), value: order[fact] })
}

export const traced: Subject = {
  name: "closures",
  trace: true,
  pace: "fast",
  open: async (rules, orders) => {
    const traces = rules.map(({ id, all }) => ({ id, steps: all.map(stepOf) }))
    return inTurn(
      orders,
      (order) =>
        traces.map(({ id, steps }) => {
          const of = steps.map((step) => step(order))
          return { id, holds: of.every(({ holds }) => holds), of }
        }),
      (traces) => traces.filter(({ holds }) => holds),
      ({ id }) => id,
    )
  },
}
