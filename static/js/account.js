// A passkey ceremony that fails or is called off is only logged by allauth; here it is also said on the page.
(() => {
  const fault = () => document.getElementById("key-fault");
  document.addEventListener("allauth.error", () => {
    fault().hidden = false;
    fault().scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("click", () => {
    fault().hidden = true;
  }, true);
})();
