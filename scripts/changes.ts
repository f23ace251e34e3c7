/** `changeset status` against the newest base there is: a clone may be shallow or detached. */
import { spawnSync } from "node:child_process"

const git = (...args: ReadonlyArray<string>): boolean =>
  spawnSync("git", args, { stdio: "ignore" }).status === 0

const base = ["main", "origin/main", "HEAD"].find((ref) => git("merge-base", ref, "HEAD"))
if (base === undefined) {
  console.log("No commit yet, so there is nothing that a changeset could describe.")
} else {
  console.log(`Changes since ${base}:`)
  const { status } = spawnSync("changeset", ["status", `--since=${base}`], { stdio: "inherit" })
  process.exit(status ?? 1)
}
