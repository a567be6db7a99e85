export { en as kit } from "../kit/words/en";
export { en as portal } from "./words/en";
