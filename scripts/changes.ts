/**
 * `changeset status` against the newest base there is: a clone may be shallow or detached. On the
 * base itself a change in the working tree needs no changeset of its own while others are pending.
 */
import { spawnSync } from "node:child_process"
import { globSync } from "node:fs"

const commit = (ref: string): string | undefined => {
  const { status, stdout } = spawnSync("git", ["merge-base", ref, "HEAD"], { encoding: "utf8" })
  return status === 0 ? stdout.trim() : undefined
}

const base = ["main", "origin/main", "HEAD"].find((ref) => commit(ref) !== undefined)
if (base === undefined) {
  console.log("No commit yet, so there is nothing that a changeset could describe.")
} else {
  const pending = globSync(".changeset/*.md").filter((file) => !file.endsWith("README.md"))
  const onBase = commit(base) === commit("HEAD")
  console.log(`Changes since ${base}, with ${pending.length} changesets pending:`)
  const { status, stdout, stderr } = spawnSync("changeset", ["status", `--since=${base}`], {
    encoding: "utf8",
  })
  const covered = onBase && pending.length > 0 && stdout.includes("no changesets were found")
  if (covered) console.log("fine")
  else process.stdout.write(stdout + stderr)
  process.exitCode = covered ? 0 : (status ?? 1)
}
