using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OpsHub.Gateway.Hosting;

/// <summary>Checks settings at start; the message names the key as it is written in the configuration and in the environment.</summary>
public static class OptionKeys
{
    public static OptionsBuilder<T> ValidateKeys<T>(this OptionsBuilder<T> builder, string section) where T : class
    {
        builder.Services.AddSingleton<IValidateOptions<T>>(new KeyValidator<T>(section));
        return builder.ValidateOnStart();
    }

    private sealed class KeyValidator<T>(string section) : IValidateOptions<T> where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var results = new List<ValidationResult>();
            if (Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true))
                return ValidateOptionsResult.Success;
            return ValidateOptionsResult.Fail(results.SelectMany(result => result.MemberNames.Select(member => Say(options, member, result.ErrorMessage))));
        }

        private string Say(T options, string member, string? error)
        {
            var value = typeof(T).GetProperty(member)?.GetValue(options);
            var environment = $"OPSHUB__{section}__{member}".ToUpperInvariant().Replace(":", "__", StringComparison.Ordinal);
            return string.Create(CultureInfo.InvariantCulture, $"{section}:{member} (environment {environment}) is '{value}'. {error}");
        }
    }
}
