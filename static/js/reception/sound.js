/* A tone for each result: high for done, twice for already, low for a refusal. Switched off on this device. */
const SOUND = "forumapp.reception.sound";
const TONES = { success: [[880, 0, 0.09], [1320, 0.1, 0.14]], warning: [[520, 0, 0.12], [520, 0.2, 0.12]], error: [[196, 0, 0.4]] };
let audio, isLoud = localStorage.getItem(SOUND) !== "off";

function sound(tone) {
  if (!isLoud || !globalThis.AudioContext) return;
  audio ??= new AudioContext();
  audio.resume();
  for (const [pitch, begin, length] of TONES[tone]) {
    const [wave, volume] = [audio.createOscillator(), audio.createGain()];
    wave.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, audio.currentTime + begin);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + begin + length);
    wave.connect(volume).connect(audio.destination);
    wave.start(audio.currentTime + begin);
    wave.stop(audio.currentTime + begin + length);
  }
}

function showSound() {
  $("sound").setAttribute("aria-pressed", String(isLoud));
  $("sound").textContent = isLoud ? words.soundOn : words.soundOff;
}

function startSound() {
  $("sound").hidden = false;
  showSound();
  $("sound").addEventListener("click", () => {
    isLoud = !isLoud;
    localStorage.setItem(SOUND, isLoud ? "on" : "off");
    showSound();
    sound("success");
  });
}
