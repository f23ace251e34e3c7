import { assert, describe, it } from "@effect/vitest"
import { Rfm } from "entrepot/customers"
import { Decimal, Money } from "entrepot/kernel"

import * as OnlineRetail from "../../support/onlineRetail.ts"

interface Invoice {
  readonly customer: string
  readonly placedAt: number
  /** In ten-thousandths of a pound. */
  amount: bigint
}

describe.skipIf(OnlineRetail.isMissing)("RFM of the real file of a shop", () => {
  it("fills every fifth, and counts the rest apart", { timeout: 120_000 }, async () => {
    const invoices = new Map<string, Invoice>()
    for await (const line of OnlineRetail.lines()) {
      const { invoice, customer, instant: placedAt, quantity, price } = line
      const known = invoices.get(invoice) ?? { customer, placedAt, amount: 0n }
      known.amount += BigInt(quantity) * OnlineRetail.tenThousandths(price)
      invoices.set(invoice, known)
    }
    const rfm = Rfm.of(
      Array.from(invoices, ([orderId, { customer, placedAt, amount }]) => ({
        ...(customer === "NA" ? {} : { customerId: customer }),
        orderId,
        placedAt,
        amount: Money.of(Decimal.shift(Decimal.of(amount), -4), "GBP"),
      })),
      { currency: "GBP", zone: "UTC" },
    )
    assert.strictEqual(rfm.referenceDay, "2011-12-10")
    assert.strictEqual(rfm.customers.length, 4_372)
    const nobodys = [...invoices.values()].filter(({ customer }) => customer === "NA")
    assert.strictEqual(rfm.unknown.orders, nobodys.length)
    for (const fifth of [1, 2, 3, 4, 5]) {
      const size = rfm.customers.filter(({ monetary }) => monetary === fifth).length
      assert.isAtMost(Math.abs(size - rfm.customers.length / 5), 1)
    }
  })
})
