/** Decisions on costs as sentences, in cents of the euro; commands say no more than they must. */
import { assert } from "@effect/vitest"
import { Option, Result } from "effect"
import { Money } from "entrepot/kernel"
import {
  CostBook,
  type CostCommand,
  CostDecision,
  type CostEvent,
  CostEvolution,
  CostLayer,
  type CostPolicy,
  type CostRefusal,
} from "entrepot/stock"

type Command = CostCommand.CostCommand
type CommandOf<Tag extends Command["_tag"]> = CostCommand.CommandOf<Tag>

export const cents = (amount: number | bigint): Money.Money => Money.fromMinor(amount, "EUR")

export const scope = "MUG"
const header = { commandId: "c", scope }

/** Each lot as units and cents, with a serial where it has one. */
type Lot = readonly [units: number, cents: number, serial?: string]

export const receive = (...lots: ReadonlyArray<Lot>): CommandOf<"Receive"> => ({
  _tag: "Receive",
  ...header,
  lots: lots.map(([units, amount, serial]) => ({
    units,
    cost: cents(amount),
    ...(serial === undefined ? {} : { serial }),
  })),
})

export const issue = (
  issueId: string,
  units: number,
  rest: Partial<Pick<CommandOf<"Issue">, "destination" | "serials" | "layer">> = {},
): CommandOf<"Issue"> => ({
  _tag: "Issue",
  ...header,
  issueId,
  units,
  destination: { _tag: "Sale" },
  ...rest,
})

/** All that is out unless said otherwise. */
export const giveBack = (
  issueId: string,
  rest: Pick<CommandOf<"Return">, "units" | "serials"> = {},
): CommandOf<"Return"> => ({ _tag: "Return", ...header, issueId, ...rest })

export const correct = (layer: number, amount: number | bigint): CommandOf<"Correct"> => ({
  _tag: "Correct",
  ...header,
  layer,
  amount: cents(amount),
})

export const revalue = (unitValue: number, serial?: string): CommandOf<"Revalue"> => ({
  _tag: "Revalue",
  ...header,
  unitValue: cents(unitValue),
  ...(serial === undefined ? {} : { serial }),
})

export const emptyBook = (method: CostPolicy.Method): CostBook.CostBook =>
  CostBook.empty({ scope, method, currency: "EUR" })

/** What is on hand as units and cents, oldest layer first. */
export const layersOf = (book: CostBook.CostBook): ReadonlyArray<readonly [number, bigint]> =>
  CostBook.onHand(book).map((layer) => [
    CostLayer.unitsOf(layer.onHand),
    CostLayer.costOfAll(layer, layer.onHand),
  ])

/** The book after commands of which none is refused, and what was told. */
export const given = (method: CostPolicy.Method, ...commands: ReadonlyArray<Command>) => {
  let book = emptyBook(method)
  const events: Array<CostEvent.CostEvent> = []
  for (const command of commands) {
    const told = Result.getOrThrow(CostDecision.decide(book, command))
    book = told.reduce(CostEvolution.evolve, book)
    events.push(...told)
  }
  const last = events.at(-1)
  return {
    book,
    /** Cents that the last issue or return moved. */
    get moved(): bigint {
      assert.isTrue(last?._tag === "Issued" || last?._tag === "Returned")
      return last !== undefined && "parts" in last ? sum(last.parts) : 0n
    },
    get corrected(): CostEvent.EventOf<"Corrected"> {
      if (last?._tag !== "Corrected") throw new Error("the last was no correction")
      return last
    },
    worth: (units: number, value: bigint): void => {
      assert.deepStrictEqual([book.head.units, book.head.value], [units, value])
    },
    costs: (issueId: string): bigint =>
      Option.getOrThrow(
        Option.flatMap(CostBook.issue(book, issueId), (known) => CostBook.costNow(book, known)),
      ),
    when: (command: Command) => ({
      refuses: (expected: CostRefusal): void => {
        const decision = CostDecision.decide(book, command)
        assert.isTrue(Result.isFailure(decision), "it was not refused")
        if (Result.isFailure(decision))
          assert.deepStrictEqual(fieldsOf(decision.failure), fieldsOf(expected))
      },
    }),
  }
}

const fieldsOf = ({ ...fields }: CostRefusal) => fields
const sum = (parts: ReadonlyArray<{ readonly cost: bigint }>): bigint =>
  parts.reduce((total, { cost }) => total + cost, 0n)
