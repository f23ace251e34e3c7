/** Seeded orders and rules of three conditions, in a form that belongs to none of the subjects. */
import { Worlds } from "entrepot/testing"

type World = Worlds.World

export const names = ["country", "channel", "payment"] as const
export type Name = (typeof names)[number]

export const numbers = ["total", "pieces", "weightGrams", "pastOrders", "minutesSinceLast"] as const
export type NumberFact = (typeof numbers)[number]

/** An order as plain JSON, which has all of its facts. `total` is in euro, with two decimals. */
export interface Order
  extends Readonly<Record<Name, string>>, Readonly<Record<NumberFact, number>> {
  readonly remark: string
  readonly tags: ReadonlyArray<string>
}

/** A comparison, an equality or a membership. */
export type Plain =
  | { readonly is: "atLeast" | "below"; readonly fact: NumberFact; readonly value: number }
  | { readonly is: "equal"; readonly fact: Name; readonly value: string }
  | { readonly is: "oneOf"; readonly fact: Name; readonly values: ReadonlyArray<string> }

export type Test =
  | Plain
  | { readonly is: "contains" | "startsWith"; readonly fact: "remark"; readonly value: string }
  | {
      readonly is: "hasAny" | "hasAll"
      readonly fact: "tags"
      readonly values: ReadonlyArray<string>
    }
  | { readonly is: "any"; readonly of: ReadonlyArray<Test> }
  | { readonly is: "not"; readonly of: Test }

/** All of its tests have to hold. */
export interface Rule {
  readonly id: string
  readonly all: ReadonlyArray<Test>
}

/** Of `plain` rules each is three plain tests; of `mixed` ones every other uses something else. */
export const kinds = ["plain", "mixed"] as const
export type Kind = (typeof kinds)[number]

const countries = `AT BE BG CZ DE DK EE ES FI FR GR HU IE IT LT LV NL PL PT SE`
const words = `gift wrap please leave at the door ring twice call before coming fragile careful blue
  large size second floor after six urgent invoice to company no sooner than friday neighbour back
  yard thanks`
const labels = `new vip fragile preorder bulky wholesale press staff outlet returnable heavy frozen`

const values = {
  country: listOf(countries),
  channel: listOf("web app shop phone market outlet"),
  payment: listOf("card wallet invoice transfer cash"),
}
const allWords = listOf(words)
const allLabels = listOf(labels)

function listOf(text: string): readonly [string, ...ReadonlyArray<string>] {
  const [first = "", ...others] = text.split(/\s+/)
  return [first, ...others]
}

const someOf = (
  world: World,
  count: number,
  items: readonly [string, ...ReadonlyArray<string>],
): ReadonlyArray<string> => [...new Set(world.times(count, () => world.pick(items)))]

/** Draws one order. */
const order = (world: World): Order => ({
  country: world.pick(values.country),
  channel: world.pick(values.channel),
  payment: world.pick(values.payment),
  total: (world.integer(1, 40) * world.integer(100, 3_000)) / 100,
  pieces: world.integer(1, 40),
  weightGrams: world.integer(1, 200) * world.integer(10, 150),
  pastOrders: world.integer(0, 60),
  minutesSinceLast: world.integer(1, 100) * world.integer(1, 100),
  remark: world.times(world.integer(2, 4), () => world.pick(allWords)).join(" "),
  tags: someOf(world, world.integer(0, 4), allLabels),
})

/** So many orders, drawn one by one. */
export function* orders(seed: number, count: number): Generator<Order> {
  const world = Worlds.make(seed)
  for (let drawn = 0; drawn < count; drawn += 1) yield order(world)
}

/** People write round limits. */
const steps = { total: 5, pieces: 1, weightGrams: 100, pastOrders: 1, minutesSinceLast: 10 }

/** What is wanted is what another order has, so that limits lie where orders are. */
const plain = (world: World, fact: Name | NumberFact): Plain => {
  const wanted = order(world)
  switch (fact) {
    case "country":
    case "channel":
    case "payment":
      return world.boolean()
        ? { is: "equal", fact, value: wanted[fact] }
        : {
            is: "oneOf",
            fact,
            values: [...new Set([wanted[fact], ...someOf(world, 2, values[fact])])],
          }
    default: {
      const value = Math.ceil(wanted[fact] / steps[fact]) * steps[fact]
      return { is: world.boolean() ? "atLeast" : "below", fact, value }
    }
  }
}

/** Three plain tests of three facts, the first of which is a name: it excludes most. */
const threePlain = (world: World): readonly [Test, Test, Test] => {
  const first = world.pick(names)
  const [second = first, third = first] = world
    .shuffle([...names, ...numbers])
    .filter((fact) => fact !== first)
  return [plain(world, first), plain(world, second), plain(world, third)]
}

const mixed = (world: World, nth: number): ReadonlyArray<Test> => {
  const [first, second, third] = threePlain(world)
  switch (nth % 4) {
    case 0:
      return [first, { is: "any", of: [second, third] }]
    case 1:
      return [first, second, { is: "not", of: third }]
    case 2: {
      const is = world.boolean() ? "contains" : "startsWith"
      return [first, second, { is, fact: "remark", value: world.pick(allWords) }]
    }
    default: {
      const is = world.boolean() ? "hasAny" : "hasAll"
      return [first, second, { is, fact: "tags", values: someOf(world, 2, allLabels) }]
    }
  }
}

/** Rules of a kind. */
export const rules = (seed: number, count: number, kind: Kind): ReadonlyArray<Rule> => {
  const world = Worlds.make(seed)
  return world.times(count, (n) => ({
    id: `rule ${n}`,
    all: kind === "mixed" && n % 2 === 1 ? mixed(world, n >> 1) : threePlain(world),
  }))
}
