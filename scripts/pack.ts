/** Packs what `npm run build` made and lets publint and attw judge the tarball. */
import { spawnSync } from "node:child_process"
import { globSync, mkdirSync, rmSync } from "node:fs"

const run = (command: string, ...args: ReadonlyArray<string>): void => {
  const { status } = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] })
  if (status !== 0) process.exit(status ?? 1)
}

const folder = ".tmp/pack"
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
run("npm", "pack", "--ignore-scripts", "--silent", "--pack-destination", folder)
const [tarball] = globSync(`${folder}/*.tgz`)
if (tarball === undefined) throw new Error(`npm pack left nothing in ${folder}`)
run("publint", "run", tarball, "--strict")
run("attw", tarball, "--profile", "esm-only")
