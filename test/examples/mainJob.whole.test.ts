import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { folder, mainJob, summaryOf } from "./support/mainJob.ts"
import { writeOrders } from "./support/orderFile.ts"

describe("the main job", () => {
  it.live(
    "ends with the same summary, however often it is killed on its way",
    () =>
      Effect.gen(function* () {
        const path = yield* folder
        const file = join(path, "orders.csv")
        writeOrders(file, 20_000)
        const whole = yield* summaryOf(["--orders", file, "--store", `sqlite:${path}/whole.db`])
        const args = ["--orders", file, "--store", `sqlite:${path}/killed.db`, "--json"]
        const signals: Array<string | null> = []
        for (const most of [0, 20, 40, 80, 160])
          signals.push((yield* mainJob(args, Math.random() * most)).signal)
        assert.isAtLeast(signals.filter((signal) => signal === "SIGKILL").length, 3)
        const ended = yield* mainJob(args)
        assert.strictEqual(ended.code, 0, ended.stderr)
        assert.deepStrictEqual(JSON.parse(ended.stdout), whole)
        // And once more behind the end.
        assert.deepStrictEqual(yield* summaryOf(args.slice(0, 4)), whole)
      }),
    5 * 60_000,
  )
})
