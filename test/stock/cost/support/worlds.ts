/** Small worlds of cost: two scopes with transfers between them, few units and few cents. */
import { HashMap, Option, Result } from "effect"
import { Money } from "entrepot/kernel"
import {
  CostBook,
  type CostCommand,
  CostDecision,
  CostEvent,
  CostEvolution,
  type CostPolicy,
  CostTransfer,
} from "entrepot/stock"
import fc from "fast-check"

import { cents, correct, giveBack, issue, receive, revalue } from "./given.ts"

type Command = CostCommand.CostCommand

const scopes = ["mug", "__proto__"] as const
const issueIds = ["a", "toString", "c", "d", "e"] as const
const serials = ["SN1", "SN2", "constructor"] as const

/** What a cost book is made of; a mutant replaces one part. */
export interface Room {
  readonly decide: typeof CostDecision.decide
  readonly evolve: typeof CostEvolution.evolve
  readonly forwards: typeof CostTransfer.forwards
}
export const room: Room = {
  decide: CostDecision.decide,
  evolve: CostEvolution.evolve,
  forwards: CostTransfer.forwards,
}

/** A company: the book of each scope, and all that was told. */
export interface Company {
  readonly books: HashMap.HashMap<string, CostBook.CostBook>
  readonly events: ReadonlyArray<CostEvent.CostEvent>
}

export const companyOf = (method: CostPolicy.Method): Company => ({
  books: HashMap.fromIterable(
    scopes.map((scope) => [scope, CostBook.empty({ scope, method, currency: "EUR" })]),
  ),
  events: [],
})

export const bookOf = ({ books }: Company, scope: string): CostBook.CostBook =>
  Option.getOrThrow(HashMap.get(books, scope))

/** A transfer goes to the other scope, whose next layer it will be. */
const addressed = (company: Company, command: Command): Command => {
  if (command._tag !== "Issue" || command.destination._tag !== "Transfer") return command
  const other = scopes.find((scope) => scope !== command.scope) ?? scopes[0]
  const layer = bookOf(company, other).head.tail
  return { ...command, destination: { _tag: "Transfer", scope: other, layer } }
}

/** The company after a command with all that follows from it; a refusal anywhere leaves it alone. */
export const step = (
  part: Room,
  company: Company,
  asked: Command,
): Result.Result<Company, unknown> => {
  let after = company
  const open = [addressed(company, asked)]
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { scope } = next
    const told = part.decide(bookOf(after, scope), next)
    if (Result.isFailure(told)) return Result.fail(told.failure)
    for (const event of told.success) {
      after = {
        books: HashMap.modify(after.books, scope, (book) => part.evolve(book, event)),
        events: [...after.events, event],
      }
      if (event._tag === "Issued") open.push(...CostTransfer.arrivals(event, { commandId: "t" }))
      if (event._tag === "Corrected") open.push(...part.forwards(event, { commandId: "t" }))
    }
  }
  return Result.succeed(after)
}

/** The company after each command. */
export function* play(
  part: Room,
  method: CostPolicy.Method,
  history: ReadonlyArray<Command>,
): Generator<Company> {
  let company = companyOf(method)
  for (const command of history) {
    company = Result.getOrElse(step(part, company, command), () => company)
    yield company
  }
}

/** The company after all commands. */
export const playOut = (
  part: Room,
  method: CostPolicy.Method,
  history: ReadonlyArray<Command>,
): Company => {
  let last = companyOf(method)
  for (const company of play(part, method, history)) last = company
  return last
}

const units = fc.integer({ min: 1, max: 4 })
const amount = fc.integer({ min: 0, max: 20 })
const issueId = fc.constantFrom(...issueIds)
const someSerials = fc.subarray([...serials], { minLength: 1 })

const destination = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ _tag: "Sale" } as const) },
  { weight: 1, arbitrary: fc.constant({ _tag: "Loss" } as const) },
  { weight: 1, arbitrary: fc.constant({ _tag: "Supplier" } as const) },
  {
    weight: 1,
    arbitrary: fc.constant({ _tag: "Transfer", scope: "", layer: 0 } as const),
  },
)

/** The commands that come and go, by a method. */
const movementOf = (method: CostPolicy.Method): fc.Arbitrary<Command> =>
  method === "Specific"
    ? fc.oneof(
        fc
          .tuple(someSerials, amount)
          .map(([some, each]) => receive(...some.map((serial) => [1, each, serial] as const))),
        fc
          .tuple(issueId, someSerials, destination)
          .map(([id, some, to]) => issue(id, some.length, { serials: some, destination: to })),
        fc.tuple(issueId, someSerials).map(([id, some]) => giveBack(id, { serials: some })),
        issueId.map((id) => giveBack(id)),
      )
    : fc.oneof(
        fc
          .array(fc.tuple(units, amount), { minLength: 1, maxLength: 2 })
          .map((lots) => receive(...lots)),
        {
          weight: 3,
          arbitrary: fc
            .tuple(issueId, units, destination)
            .map(([id, count, to]) => issue(id, count, { destination: to })),
        },
        fc.tuple(issueId, units).map(([id, count]) => giveBack(id, { units: count })),
        issueId.map((id) => giveBack(id)),
      )

/** The commands that change what things cost. */
const revaluingOf = (method: CostPolicy.Method): fc.Arbitrary<Command> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: -9, max: 20 }))
        .map(([layer, cents]) => correct(layer, cents)),
    },
    fc
      .tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(...serials))
      .map(([cents, serial]) => revalue(cents, method === "Specific" ? serial : undefined)),
  )

const scoped = (command: fc.Arbitrary<Command>): fc.Arbitrary<Command> =>
  fc
    .tuple(command, fc.constantFrom(scopes[0], ...scopes))
    .map(([asked, scope]) => ({ ...asked, scope }))

/** Any command, in one of the scopes. */
const commandOf = (method: CostPolicy.Method) =>
  scoped(
    fc.oneof(
      { weight: 3, arbitrary: movementOf(method) },
      { weight: 1, arbitrary: revaluingOf(method) },
    ),
  )

/** A method, and commands one after the other in a company that has something to begin with. */
export const worldOf = (...methods: ReadonlyArray<CostPolicy.Method>) =>
  fc.constantFrom(...methods).chain((method) =>
    fc.record({
      method: fc.constant(method),
      history: fc
        .tuple(
          fc.tuple(units, amount),
          fc.array(commandOf(method), { minLength: 1, maxLength: 14 }),
        )
        .map(([[count, cost], commands]): ReadonlyArray<Command> => [
          {
            ...(method === "Specific"
              ? receive([1, cost, "SN1"], [1, count, "SN2"])
              : receive([count, cost])),
            scope: scopes[0],
          },
          ...commands,
        ]),
    }),
  )

export const methods = ["Fifo", "MovingAverage", "Specific"] as const

export const money = (minor: bigint): Money.Money => cents(minor)
