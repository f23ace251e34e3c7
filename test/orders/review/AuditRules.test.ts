import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { AuditRules } from "entrepot/orders"

import { deskOver } from "../support/desk.ts"
import {
  anonymous,
  lookedAt,
  opened,
  order,
  reviewOf,
  said,
  withRecipient,
} from "./support/shop.ts"

describe("the rules that ship", () => {
  it("hold where a fact is missing, but for the margin of goods whose cost nobody keeps", () => {
    const lenient = AuditRules.make().rules.filter(({ onUnknown }) => onUnknown === "skip")
    assert.deepStrictEqual(
      lenient.map(({ id }) => id),
      ["margin-below-floor"],
    )
  })

  it.effect("hold an order of somebody who says nothing of themselves", () =>
    Effect.gen(function* () {
      yield* opened()
      yield* lookedAt(anonymous("1", { collect: "40.00" }), order("2", { collect: "40.00" }))
      assert.deepStrictEqual(yield* said("1"), [
        "held",
        "blacklisted-customer",
        "cash-on-delivery-risk",
        "missing-phone",
        "odd-address",
        "repeat-order",
      ])
      const [blacklisted] = (yield* reviewOf("1")).findings
      assert.deepInclude(blacklisted, {
        because: "a fact that the rule needs is missing",
        queue: "risk",
        evidence: [
          "blacklisted-customer: unknown",
          "  isBlacklisted = true: unknown, it is missing",
        ],
      })
      assert.deepStrictEqual(yield* said("2"), ["released"])
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("want no address and no phone of what the channel sends itself", () =>
    Effect.gen(function* () {
      yield* opened()
      const { personal: _, ...value } = order("1").value
      yield* lookedAt({ ...order("1"), value: { ...value, fulfilledBy: "channel" } })
      assert.deepStrictEqual(yield* said("1"), ["released"])
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("hold a masked address, unless the channel gives a way to read it", () =>
    Effect.gen(function* () {
      yield* opened()
      const masked = { masked: true, lines: ["E** S* **"] }
      const token = (expiresAt: number) => ({ scope: "csv", value: "x", expiresAt })
      yield* lookedAt(
        order("1", withRecipient("1", masked)),
        order("2", withRecipient("2", { ...masked, lines: ["Long Street 12**"] })),
        order("3", withRecipient("3", { ...masked, token: token(9_000) })),
        order("4", withRecipient("4", { ...masked, token: token(0) })),
        order("5", { ...withRecipient("5", masked), label: "channel" }),
      )
      for (const id of ["1", "2", "4"])
        assert.deepStrictEqual(yield* said(id), ["held", "odd-address"], id)
      for (const id of ["3", "5"]) assert.deepStrictEqual(yield* said(id), ["released"], id)
    }).pipe(Effect.provide(deskOver())),
  )
})
