// Says in words when a passkey was not used; the library itself only writes to the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const told = document.getElementById("passkey-error");
  if (told) told.hidden = false;
});
