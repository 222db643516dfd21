/** Texts of channels, rules and deliveries of notifications, and what is refused about them. */

export const enNotificationErrors = {
  notify: {
    needs_person: "Notifications go to a person: sign in as one, or say for whom.",
    name_malformed: "A name has 1 to {max, number} characters.",
    name_taken: "You have a channel of the name “{name}” already. Choose another one.",
    too_many: "{max, number} channels are the most that a person has: remove one first.",
    channel_not_found: "There is no such channel of yours.",
    no_secret: "“{name}” has no secret to change: only webhooks do.",
    url_malformed: "Write a whole address that begins with https:// or http://, without a password in it.",
    address_private:
      "This address is inside the network of the installation. An administrator can allow that under Notifications, For everybody.",
    email_malformed: "Write an e-mail address, such as ada@example.com.",
    email_not_yours: "Mail goes to your own address, {email}. Administrators may add others.",
    chat_malformed: "A chat's id is a whole number. Write to the bot, then ask @userinfobot for yours.",
    token_malformed: "A bot's token looks like 123456:ABC-DEF…: @BotFather gives it.",
    host_malformed: "Write the name of the mail server, such as smtp.example.com.",
    from_malformed: "Write an address, such as Bifrost <bifrost@example.com>.",
    too_many_rules: "{max, number} rules are the most.",
    steps_malformed: "A rule has 1 to {max, number} steps.",
    step_unknown: "Choose one of your channels, or somebody else who is risk or administrator.",
    minutes_malformed: "Whole minutes from 0 to {max, number}.",
    time_malformed: "A time of the day from 00:00 to 23:59.",
    delivery_not_found: "There is no such message that you may see.",
    not_failed: "This message is {status}: only what has failed can be sent again.",
    notification_not_found: "There is no such notification of yours.",
  },
};
