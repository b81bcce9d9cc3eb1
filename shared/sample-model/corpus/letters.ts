/** Letters and notes to people. Pieces are parted by a line of three asterisks. */
export const letters = `Dear neighbour,

I hope you are well. I am writing to let you know that we are having some work done on the roof next week, from Monday to Thursday. It will be noisy during the day, and I am sorry about that. The builders will start at eight in the morning and finish by five. If there is a time when you need it to be quiet, please tell me and I will ask them to take their break then.

When it is all done, we would like to invite you for a cup of tea and a piece of cake, as a small thank you for your patience.

With kind regards,
Anna
***
Dear neighbour,

Thank you for looking after the cat while we were away. She looks very well, and I think she likes your sofa better than ours. We have brought you a small present from the coast, which is on your doorstep. It is not alive, so there is no hurry.

If you are ever away, please let us water your plants. We would be glad to do something for you in return.

With warm wishes,
Tom and Ellen
***
Dear neighbour,

I found a blue bicycle in the hedge between our houses this morning. It has a basket on the front and a bell that does not work. If it is yours, it is safe in my shed, and you can fetch it at any time. If it is not yours, perhaps you know somebody who has been walking to work today.

Best wishes from number twelve
***
Dear Margaret,

It was good to see you in May, even if it was only for an afternoon. Since then the summer has come and almost gone again. The children are taller, the dog is slower, and the house is as untidy as ever.

You asked me for the recipe of the soup. There is not much to tell. I roast the tomatoes until they are dark at the edges, and I am patient with the onion. The rest is stock and a handful of basil. I think it was the long walk before it that made it taste so good.

Please write and tell me how you are getting on in the new house. Is there a garden? I remember that you wanted a pear tree.

Yours ever,
Helen
***
Dear Sir or Madam,

I am writing to ask about the small desk in your window. I would like to know how wide it is, whether the drawers lock, and what it costs. I can collect it on Saturday if it is still for sale.

Thank you for your help. I look forward to hearing from you.

Yours faithfully,
James Porter
***
Dear team,

Thank you all for the past three months. The work was harder than we had thought it would be, and you did it with care and good humour. We moved eleven thousand records to the new system without losing one of them, and on the last evening somebody brought cake.

There are two things that I would like us to keep. The first is the short meeting on Monday, in which everybody says what they need and nobody says what they did. The second is the habit of writing down why we decided something, and not only what.

Please take Friday off. You have earned it.

With thanks,
Priya
***
Dear Grandmother,

Thank you very much for the jumper. It is warm, it is green, and it fits. I wore it to school on Monday, and my friend asked me where one can buy it. I said that one cannot.

We are learning about rivers. Did you know that a river is always changing its bed? It takes away the outside of a bend and leaves sand on the inside, so the bend grows and grows, until one day the water takes a short cut. Our teacher says that people are like that too, but I do not know what she means.

I hope that your knee is better. Mother says that we will visit you at the end of the month.

Lots of love,
Sam
***
A note on the kitchen table

The soup is in the blue pot. The bread is under the cloth. Please feed the cat, whatever she tells you; she has had her breakfast but not her dinner. I will be back at about seven. If it rains, take in the washing. If it does not rain, please water the beans.
***
How to write a letter that is hard to write

Begin with the reason, in one sentence. Do not apologise for writing. Say what happened, then say what you felt, and keep the two apart. Say what you would like to happen next, and leave the other person room to say no. Then put the letter in a drawer until the morning. If it still seems right, send it. Most letters become shorter in the drawer, and some of them are never sent at all, and that is useful too.
***
Dear landlord,

The tap in the kitchen has been dripping since Tuesday. I have tried to close it with more force, and now it drips and squeaks. Could you please send somebody to look at it this week? I work from home on Wednesday and Friday, and I can let them in at any time on those days.

The rest of the flat is in good order, and I like living here very much.

With kind regards,
Daniel Webb
***
Dear Mr Okafor,

Thank you for coming to talk to us on Thursday. We were impressed by the way you explained your work, and by the questions that you asked us. We would be very glad to offer you the place. The work begins on the first of March, and the details are on the next page.

Please take the time you need to think about it, and call me if anything is not clear. We hope that you will say yes.

Yours sincerely,
Ruth Adler
***
Happy birthday! I hope that the day is full of the things you like: a late breakfast, a good book, a walk by the water, and cake. I am sorry that I cannot be there. I have sent you a small parcel, and it should arrive by Friday. Please do not shake it.`;
