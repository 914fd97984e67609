Console.WriteLine("opshub");
