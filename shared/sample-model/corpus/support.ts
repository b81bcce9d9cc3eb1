/** Answers to people who need help with something. Pieces are parted by a line of three asterisks. */
export const support = `Hello Maria,

Thank you for your message. I am sorry that the parcel has not arrived. I have looked at the number you sent, and it left our warehouse on Tuesday. It is now with the carrier in your town, and it should reach you by Friday.

If it is not there by Friday evening, please write to me again and I will send you a new one at no cost. You do not need to fill in a form.

Kind regards,
Ben
***
Hello Jonas,

Thank you for telling us. You are right, the invoice is wrong: we charged you for two licences, and you only have one. I have corrected it, and the difference of 12 euros will be back on your account within three working days.

I am sorry for the trouble. Is there anything else that I can do for you?

Kind regards,
Amira
***
Hello,

Thank you for your question. Yes, you can use the app on more than one device. Sign in with the same address on each of them, and your texts will be there. If you are offline, you can go on working, and the changes are sent as soon as the device is connected again. Nothing is lost, even if you change the same text in two places: the app keeps both and shows you what is different.

Kind regards,
The support team
***
Question: I cannot sign in. What should I do?
Answer: First check that the address is spelled correctly, and that caps lock is off. If that does not help, choose "Forgot your password?" and we will send you a link. The link works for one hour. If no message arrives within ten minutes, look into your spam folder, and then write to us.
***
Question: How do I get my data out?
Answer: Open the settings, choose "Export", and press the button. You will get one file with everything in it. You can open it with any text editor, and you can import it again at any time. You do not need to ask us, and it costs nothing.
***
Question: Why is the answer cut off in the middle of a sentence?
Answer: The model has reached the maximum length that is set in the panel on the right. Nothing is broken. You can raise the maximum length, or you can run the prompt again, and the model will continue from where it stopped.
***
Question: Can I undo a deletion?
Answer: Yes. Right after you have deleted something, there is a small message with a button that says "Undo". Later you will find it in the trash, where it stays for thirty days. After that it is gone for good.
***
Question: Does it work without the internet?
Answer: Almost everything does. You can open, read, write and search. To run a prompt, the app has to reach the server, because that is where the model is. While you are offline, the button tells you so.
***
A good answer to an unhappy customer has four parts. First say what you have understood, so that they know you have read it. Then say that you are sorry, once, and without excuses. Then say what you have done or what you will do, and by when. At the end, offer one more thing that they did not ask for, if there is one. Do not use the word "unfortunately", and do not thank them for their patience before they have shown any.
***
Subject: Your order has been changed

Hello Mrs Brandt,

As you asked, we have changed the colour from green to blue. Everything else stays the same. Your new lamp will be sent on Monday, and you will receive a message with a number as soon as it is on its way.

If you change your mind again, that is no problem at all, as long as you tell us before Sunday.

Kind regards,
Peter
***
Subject: The meeting on Thursday

Hello everybody,

The meeting on Thursday begins at ten, not at nine. We are in the small room on the second floor. There are only three points this time:

1. What did we learn from the first week?
2. Which of the open questions can we answer now?
3. Who writes to the people who are waiting?

Please read the two pages before you come. It will take ten minutes, and it will save us an hour.

See you on Thursday,
Lena
***
Subject: A short summary of what happened this morning

Hello everybody,

This morning between 9:10 and 9:34 the service was slow, and some of you saw an error. No data was lost. The cause was a disk that had become full, because an old job was writing more than it should. We have stopped the job, made room, and added a warning that would have told us a day earlier.

What we do next: by Friday the job will be changed so that it cleans up after itself, and we will test the warning by filling a disk on purpose.

I am sorry for the trouble. If you still see anything odd, please tell me.

Kind regards,
Omar
***
To reset the device, hold the small button on the back for ten seconds, until the light turns white. Let go, and wait for about a minute. The light will go off, then it will turn green, and the device is as it was when you bought it. Your recordings are not affected, because they are kept on the card. If the light stays red, take out the card, put it back in, and try once more.
***
How to describe a problem so that somebody can help you

- Say what you did, step by step.
- Say what you expected to happen.
- Say what happened instead, and copy the exact words of the message.
- Say whether it happens every time.
- Say what you have tried already.

With these five things most problems are solved in one answer. Without them, the first answer is always a question.`;
