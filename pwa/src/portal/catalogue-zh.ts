export { zhHans as kit } from "../kit/words/zh-hans";
export { zhHans as portal } from "./words/zh-hans";
