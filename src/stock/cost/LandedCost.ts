/**
 * A landed cost, such as freight or duty, divided between the receipts that it brought. Pure.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as Allocation from "../../kernel/Allocation.ts"
import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Decimal from "../../kernel/Decimal.ts"
import * as Id from "../../kernel/Id.ts"
import * as Money from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"

/**
 * By what a landed cost is divided: the cost of the goods, their units, a measure such as kilograms,
 * cubic metres or duty rate, or evenly between the lines.
 */
export const Basis = Schema.Literals(["Cost", "Units", "Measure", "Line"])
/** One of the names in {@link Basis}. */
export type Basis = typeof Basis.Type

/**
 * A command: a cost that came for receipts of any scopes is divided between their layers, at once. One
 * that is negative, such as a refund, is taken off them.
 */
export const LandedCommand = Schema.TaggedUnion({
  Land: {
    ...CommandHeader.fields,
    document: Schema.optional(Id.Id),
    cost: Money.Money,
    basis: Basis,
    layers: Schema.Array(
      Schema.Struct({
        scope: Id.Id,
        layer: Quantity.Quantity,
        measure: Schema.optional(Decimal.Decimal),
      }),
    ).check(Schema.isMinLength(1)),
  },
})
/** A command. */
export type LandedCommand = typeof LandedCommand.Type

/** A receipt that bears a part: its layer, its units, its cost in minor units, its measure. */
export interface Line {
  readonly scope: string
  readonly layer: number
  readonly units: number
  readonly cost: bigint
  readonly measure?: Decimal.Decimal | undefined
}

/** What a line bears. */
export interface Share {
  readonly scope: string
  readonly layer: number
  readonly amount: Money.Money
}

/** A line has no measure, and the cost is to be divided by it. */
export class MeasureMissing extends Schema.TaggedError<MeasureMissing>()("MeasureMissing", {
  scope: Schema.String,
  layer: Schema.Int,
}) {
  override get message(): string {
    return `layer ${this.layer} of ${this.scope} has no measure to divide by`
  }
}

/** Why a cost is not divided. */
export type LandedRefusal = MeasureMissing | Allocation.Refusal | Money.NotPosted

/**
 * Divides a cost between lines, by the largest remainder in the minor unit of its currency: the
 * shares sum to the cost, and those of a negative cost are its opposite's. Each share is then the
 * amount of a `Correct`, also where the goods are sold.
 *
 * Source: IAS 2 Inventories, paragraph 11, for what belongs to the cost of purchase; see
 * `Allocation.allocate` for the method.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Money } from "entrepot/kernel"
 * import { LandedCost } from "entrepot/stock"
 *
 * const lines = [1, 2, 3].map((layer) => ({ scope: "MUG", layer, units: 5, cost: 900n }))
 * const shares = LandedCost.divide(Money.of("10.00", "EUR"), lines, "Cost")
 * console.log(Result.getOrThrow(shares).map(({ amount }) => Money.format(amount)).join(", "))
 * ```
 * ```text
 * 3.34 EUR, 3.33 EUR, 3.33 EUR
 * ```
 */
export const divide = (
  cost: Money.Money,
  lines: ReadonlyArray<Line>,
  basis: Basis,
): Result.Result<ReadonlyArray<Share>, LandedRefusal> =>
  Result.gen(function* () {
    const weights = yield* Result.all(lines.map((line) => weightOf(line, basis)))
    const amounts = yield* Allocation.allocateMoney(cost, weights)
    return lines.flatMap(({ scope, layer }, at) => {
      const amount = amounts[at]
      return amount === undefined ? [] : [{ scope, layer, amount }]
    })
  })

const weightOf = (line: Line, basis: Basis): Result.Result<Decimal.Decimal, MeasureMissing> => {
  switch (basis) {
    case "Cost":
      return Result.succeed(Decimal.of(line.cost))
    case "Units":
      return Result.succeed(Decimal.of(line.units))
    case "Line":
      return Result.succeed(Decimal.one)
    case "Measure":
      return line.measure === undefined
        ? Result.fail(new MeasureMissing({ scope: line.scope, layer: line.layer }))
        : Result.succeed(line.measure)
  }
}
