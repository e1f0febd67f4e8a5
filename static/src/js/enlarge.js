// A wide picture over the whole screen: the picture itself is moved there and back, as its ids must stay unique.
const dialog = document.getElementById("picture-dialog");

export function startEnlarging() {
  if (!dialog) return;
  let home = null;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-enlarge]");
    if (button) {
      home = button.closest(".picture");
      dialog.querySelector("[data-picture-place]").append(home.querySelector(".picture__frame"));
      dialog.showModal();
    }
    if (event.target === dialog || event.target.closest("#picture-dialog [data-dismiss]")) dialog.close();
  });
  dialog.addEventListener("close", () => home.append(dialog.querySelector(".picture__frame")));
}
