/** Runs every example against what `npm run build` made, as a reader of the package would. */
import { spawnSync } from "node:child_process"
import { globSync } from "node:fs"

const programs = globSync(["examples/[0-9]*.ts", "examples/*/main.ts"]).toSorted()
for (const program of programs) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], { encoding: "utf8" })
  if (status !== 0) {
    console.error(`${program} ended with ${status}:\n${stdout}${stderr}`)
    process.exit(1)
  }
  console.log(`${program}: fine`)
}
if (programs.length === 0) throw new Error("no example found")
